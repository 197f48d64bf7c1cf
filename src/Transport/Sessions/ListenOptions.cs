using System.Net;

namespace SocketWarp.Transport.Sessions;

/// <summary>The options of a listener: its address, our certificate and limits.</summary>
public sealed record ListenOptions
{
    /// <summary>The UDP address; port 0: the system chooses.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Our certificate, and how the peers' are checked.</summary>
    public required TransportSecurity Security { get; init; }

    /// <summary>Timeouts and bounds of each session.</summary>
    public SessionLimits Limits { get; init; } = new();

    /// <summary>Bounds of unfinished handshakes.</summary>
    public HandshakeLimits Handshakes { get; init; } = new();

    /// <summary>
    /// 32 secret bytes from which stateless resets are made (RFC 9000 section 10.3). Kept over a restart, they tell peers at once
    /// that their sessions are gone. Null: random, so that peers find out by timeout.
    /// </summary>
    public ReadOnlyMemory<byte>? ResetSecret { get; init; }
}
