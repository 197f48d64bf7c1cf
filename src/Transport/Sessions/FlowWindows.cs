using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.Transport.Sessions;

/// <summary>
/// Bytes that a peer may send before we have taken them. <c>msquic</c> rounds <see cref="Stream"/> down to a power of two and raises it as the path
/// needs; it takes no account of the others.
/// </summary>
public sealed record FlowWindows : ISettings
{
    private const int Least = 16 * 1024;
    private const int Most = 1024 * 1024 * 1024;

    /// <summary>
    /// Bytes of one stream that the peer may send before they are taken, at first; <c>ngtcp2</c> raises it up to <see cref="MaxStream"/>. <c>msquic</c> rounds
    /// it down to a power of two and raises it as the path needs.
    /// </summary>
    [Range(Least, Most)]
    public int Stream { get; init; } = 512 * 1024;

    /// <summary>Bytes: where that growth ends with <c>ngtcp2</c>; at least <see cref="Stream"/>. One tunnel gets at most this much per round trip.</summary>
    [Range(Least, Most)]
    public int MaxStream { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of all streams of a session together; at least <see cref="MaxStream"/>. With <c>msquic</c> always 1 GiB.</summary>
    [Range(Least, Most)]
    public int Session { get; init; } = 32 * 1024 * 1024;

    void ISettings.Validate(SettingErrors errors)
    {
        errors.Require(MaxStream >= Stream, nameof(MaxStream), MaxStream, $"write at least as much as {nameof(Stream)}, {Stream}");
        errors.Require(Session >= MaxStream, nameof(Session), Session, $"write at least as much as {nameof(MaxStream)}, {MaxStream}");
    }
}
