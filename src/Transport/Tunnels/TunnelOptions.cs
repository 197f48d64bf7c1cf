namespace SocketWarp.Transport.Tunnels;

/// <summary>How tunnels over pipes move bytes and how long they wait.</summary>
public sealed record TunnelOptions
{
    /// <summary>Bytes: the first read of a socket; a read that fills its buffer doubles it up to <see cref="MaxRead"/>, a short one halves it.</summary>
    public int MinRead { get; init; } = 4 * 1024;

    /// <summary>Bytes: the largest read of a socket. More brings nothing: a flush per 64 KiB is lost in the noise.</summary>
    public int MaxRead { get; init; } = 64 * 1024;

    /// <summary>
    /// A socket whose bytes the peer no longer wants is read on for this long after its other direction has ended: closing it
    /// with unread bytes would make the system reset it and cut what it was still being sent.
    /// </summary>
    public TimeSpan DiscardTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A socket over which nothing came for this long is probed (TCP keep-alive). Whole seconds.</summary>
    public TimeSpan KeepAliveAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two probes of a silent socket. Whole seconds.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Probes without an answer after which a socket has failed.</summary>
    public int KeepAliveProbes { get; init; } = 6;

    /// <summary>Visitors that the system may queue before they are accepted.</summary>
    public int AcceptBacklog { get; init; } = 1024;

    /// <summary>The pause after a failed accept (out of descriptors, say), which would else fail again at once.</summary>
    public TimeSpan AcceptRetryPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a disposed engine waits for its tunnels, which it has reset by then.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
