using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.Transport.Sessions;

/// <summary>
/// Keeps strangers from buying a listener's CPU and memory with cheap first packets. Engines that bring bounds of their own (msquic) ignore it.
/// </summary>
public sealed record HandshakeLimits : ISettings
{
    /// <summary>
    /// Unfinished handshakes from which on connectors must prove their address first, at the price of a round trip. 0: always. <c>ngtcp2</c> only, like the
    /// next two; <c>msquic</c> has bounds of its own.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RetryThreshold { get; init; } = 64;

    /// <summary>Unfinished handshakes from which on new peers are ignored; they try again by themselves.</summary>
    [Range(1, 1_000_000)]
    public int MaxPending { get; init; } = 2_048;

    /// <summary>New handshakes that are begun in a second; peers above it are ignored and try again by themselves.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; init; } = 1_000;
}
