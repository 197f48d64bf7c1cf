using Microsoft.Extensions.Logging;
using SocketWarp.Connector.Identity;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Sessions;

/// <summary>What a session of either wire is made of.</summary>
internal sealed record SessionContext(
    ITransportSession Transport,
    SessionTunnels Tunnels,
    GatewayAddress Gateway,
    HeldCertificate Certificate,
    TimeProvider Time,
    ILogger Logger
);
