namespace SocketWarp.Transport.Ngtcp2;

/// <summary>Settings of the <c>ngtcp2</c> engine.</summary>
public sealed record EngineOptions
{
    /// <summary>How fast to send. BBR keeps its speed on lossy paths (350–430 instead of 10 Mbit/s at 1 % loss and 20 ms).</summary>
    public CongestionControl CongestionControl { get; init; } = CongestionControl.Bbr;

    /// <summary>Largest UDP payload to probe the path for, bytes: 1,200–65,507. What the path does not carry is found out.</summary>
    public int MaxDatagramPayload { get; init; } = 65_507;

    /// <summary>Let the kernel split datagrams (UDP GSO) when it can.</summary>
    public bool SendOffload { get; init; } = true;

    /// <summary>Let the kernel join datagrams (UDP GRO) when it can.</summary>
    public bool ReceiveOffload { get; init; } = true;

    /// <summary>Kernel buffer of a UDP socket in each direction, bytes; the system may grant less.</summary>
    public int SocketBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes that may wait in memory for slow visitors and targets before peers are held back.</summary>
    public long MaxBufferedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Unfinished handshakes from which on a listener makes peers prove their address first (Retry, RFC 9000 section 8.1.2).</summary>
    public int RetryThreshold { get; init; } = 64;

    /// <summary>Unfinished handshakes from which on a listener ignores new peers.</summary>
    public int MaxHandshakes { get; init; } = 2_048;

    /// <summary>New handshakes per second that a listener begins; others are ignored and try again by themselves.</summary>
    public int HandshakesPerSecond { get; init; } = 1_000;
}

public enum CongestionControl
{
    /// <summary>RFC 9438.</summary>
    Cubic,

    /// <summary>BBR version 2.</summary>
    Bbr,
}
