using System.Net;

namespace SocketWarp.Transport.Sessions;

public sealed record ListenOptions
{
    public required IPEndPoint Address { get; init; }

    public required TransportSecurity Security { get; init; }

    public SessionLimits Limits { get; init; } = new();

    public HandshakeLimits Handshakes { get; init; } = new();

    /// <summary>
    /// 32 secret bytes from which stateless resets are made (RFC 9000 section 10.3). Kept over a restart, they tell peers at once
    /// that their sessions are gone. Null: random, so that peers find out by timeout.
    /// </summary>
    public ReadOnlyMemory<byte>? ResetSecret { get; init; }
}
