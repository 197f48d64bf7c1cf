using System.ComponentModel.DataAnnotations;

namespace SocketWarp.Transport.Tunnels;

/// <summary>How visitors' and targets' sockets are accepted, read, probed and ended.</summary>
public sealed record SocketOptions : IValidatableObject
{
    /// <summary>Bytes: the first read of a socket; a read that fills its buffer doubles it up to <see cref="MaxRead"/>, a short one halves it. Engines other than <c>ngtcp2</c>.</summary>
    [Range(512, 1024 * 1024)]
    public int MinRead { get; init; } = 4 * 1024;

    /// <summary>Bytes: the largest such read. More brings nothing: a flush per 64 KiB is lost in the noise.</summary>
    [Range(512, 1024 * 1024)]
    public int MaxRead { get; init; } = 64 * 1024;

    /// <summary>
    /// A socket whose bytes the peer no longer wants is read on for this long after its other direction has ended: closing it
    /// with unread bytes would make the system reset it and cut what it was still being sent.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan DiscardTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A socket over which nothing came for this long is probed (TCP keep-alive). Whole seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "09:00:00")]
    public TimeSpan KeepAliveAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two probes of a silent socket. Whole seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Probes without an answer after which a socket has failed.</summary>
    [Range(1, 127)]
    public int KeepAliveProbes { get; init; } = 6;

    /// <summary>Visitors that the system may queue before they are accepted; it may have a lower limit of its own.</summary>
    [Range(1, 65_535)]
    public int AcceptBacklog { get; init; } = 4096;

    /// <summary>The pause after a failed accept (out of descriptors, say), which would else fail again at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan AcceptRetryPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an engine that ends waits for tunnels over pumps, which it has reset by then.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(3);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (MaxRead < MinRead) yield return new ValidationResult($"write at least as much as {nameof(MinRead)}, {MinRead}", [nameof(MaxRead)]);
    }
}
