using System.Net;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Sessions;

public sealed record ConnectOptions
{
    public required IPEndPoint Address { get; init; }

    /// <summary>Sent as TLS server name; the validator is the one that compares it with the certificate.</summary>
    public string? ServerName { get; init; }

    public required TransportSecurity Security { get; init; }

    public SessionLimits Limits { get; init; } = new();

    /// <summary>When set, every stream that the peer opens is a tunnel to a target; none reaches AcceptStreamAsync.</summary>
    public ITargetHandler? Targets { get; init; }
}
