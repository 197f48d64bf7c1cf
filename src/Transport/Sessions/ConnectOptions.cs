using System.Net;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Sessions;

/// <summary>The options of a dial: the peer's address, our certificate and limits.</summary>
public sealed record ConnectOptions
{
    /// <summary>The peer's UDP address.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The peer's name or address; the validator compares it with the certificate.</summary>
    public string? ServerName { get; init; }

    /// <summary>The name that TLS tells the peer. Never an address: TLS forbids it, and peers then refuse the handshake (RFC 6066 section 3).</summary>
    internal string? Indication => IPAddress.TryParse(ServerName, out _) ? null : ServerName;

    /// <summary>Our certificate, and how the peer's is checked.</summary>
    public required TransportSecurity Security { get; init; }

    /// <summary>Timeouts and bounds of the session.</summary>
    public SessionLimits Limits { get; init; } = new();

    /// <summary>The handler to which every stream that the peer opens is a tunnel; null hands the streams to AcceptStreamAsync instead.</summary>
    public ITargetHandler? Targets { get; init; }
}
