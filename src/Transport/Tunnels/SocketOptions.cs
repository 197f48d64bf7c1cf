using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.Transport.Tunnels;

/// <summary>How visitors' and targets' sockets are accepted, read, probed and ended.</summary>
public sealed record SocketOptions : ISettings
{
    /// <summary>Bytes: the first read of a socket; doubled up to <see cref="MaxRead"/> while reads fill it. Engines other than <c>ngtcp2</c>.</summary>
    [Range(512, 1024 * 1024)]
    public int MinRead { get; init; } = 4 * 1024;

    /// <summary>Bytes: the largest such read.</summary>
    [Range(512, 1024 * 1024)]
    public int MaxRead { get; init; } = 64 * 1024;

    /// <summary>A socket whose bytes the other end no longer wants is read on for this long, so that what it is still being sent is not cut.</summary>
    [DurationRange("100ms", "10m")]
    public TimeSpan DiscardTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A socket over which nothing came for this long is probed (TCP keep-alive). Whole seconds.</summary>
    [DurationRange("1s", "9h")]
    public TimeSpan KeepAliveAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two such probes. Whole seconds.</summary>
    [DurationRange("1s", "1h")]
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Probes without an answer after which a socket has failed.</summary>
    [Range(1, 127)]
    public int KeepAliveProbes { get; init; } = 6;

    /// <summary>Visitors that the system may queue before they are accepted; its own limit (<c>net.core.somaxconn</c>) may be lower.</summary>
    [Range(1, 65_535)]
    public int AcceptBacklog { get; init; } = 4096;

    /// <summary>The pause after a failed accept, for instance for want of file descriptors.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan AcceptRetryPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an engine that ends waits for tunnels over pumps.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(3);

    void ISettings.Validate(SettingErrors errors)
    {
        errors.Require(MaxRead >= MinRead, nameof(MaxRead), MaxRead, $"write at least as much as {nameof(MinRead)}, {MinRead}");
    }
}
