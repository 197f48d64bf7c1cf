using System.ComponentModel.DataAnnotations;

namespace SocketWarp.Transport.Ngtcp2;

/// <summary>Settings of the <c>ngtcp2</c> engine.</summary>
public sealed record EngineOptions
{
    private const int LeastPayload = 1_200; // what every path of QUIC carries: RFC 9000 section 14

    /// <summary>Usual paths: through tunnels, Ethernet, jumbo frames, loopback.</summary>
    private static readonly ushort[] UsualPayloads = [1_350, 1_452, 4_000, 8_952, 32_000];

    /// <summary>How fast to send. BBR keeps its speed on lossy paths (350–430 instead of 10 Mbit/s at 1 % loss and 20 ms).</summary>
    public CongestionControl CongestionControl { get; init; } = CongestionControl.Bbr;

    /// <summary>Largest UDP payload to probe the path for, bytes. What the path does not carry is found out.</summary>
    [Range(LeastPayload, 65_507)]
    public int MaxDatagramPayload { get; init; } = 65_507;

    /// <summary>
    /// A path that has stopped carrying datagrams as large as before is probed for them again after this, then after twice as long each
    /// time, up to ten minutes. Each try begins the path from the start: its speed is measured again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PathRetryTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Let the kernel split datagrams (UDP GSO) when it can.</summary>
    public bool SendOffload { get; init; } = true;

    /// <summary>Let the kernel join datagrams (UDP GRO) when it can.</summary>
    public bool ReceiveOffload { get; init; } = true;

    /// <summary>Protect packets with libIPSec_MB where it and the CPU allow: AES-GCM then costs a fifth of what GnuTLS needs.</summary>
    public bool VectorCipher { get; init; } = true;

    /// <summary>
    /// How long the loop looks for the next event before it sleeps, while small ones have lately come that fast; zero never does. Round trips of
    /// a tenth of a millisecond then take a third.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.001")]
    public TimeSpan BusyPollTime { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Kernel buffer of a UDP socket in each direction, bytes; the system may grant less.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int SocketBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes that may wait in memory for slow visitors and targets before peers are held back.</summary>
    [Range(1024.0 * 1024, 1024.0 * 1024 * 1024 * 1024)]
    public long MaxBufferedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// Bytes of one tunnel that may wait for the peer's acknowledgement: twice what the path holds (16 MiB: 1.3 Gbit/s at 50 ms) keeps it full.
    /// </summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int MaxUnacknowledgedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// While <see cref="MaxBufferedBytes"/> is used up, sockets that have taken nothing for this long are reset, the one that holds most
    /// first, until others can go on. Long enough for a reader that only pauses.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A socket that still has bytes to take when its stream is over is reset when it takes none for this long. Minutes, because a reader
    /// may well pause in the last bytes as it may in any others; what it holds until then is bounded by <see cref="MaxBufferedBytes"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "09:00:00")]
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What paths are probed for, ascending; ngtcp2 aborts when a size is not above the least one.</summary>
    internal ushort[] PayloadProbes() => [.. UsualPayloads.Where(p => p < MaxDatagramPayload), .. MaxDatagramPayload > LeastPayload ? [(ushort)MaxDatagramPayload] : Array.Empty<ushort>()];
}

/// <summary>The algorithms that say how fast is sent.</summary>
public enum CongestionControl
{
    /// <summary>RFC 9438.</summary>
    Cubic,

    /// <summary>BBR version 2.</summary>
    Bbr,
}
