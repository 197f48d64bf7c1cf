using System.Diagnostics;
using System.Net;
using SocketWarp.QuicGateway.Sessions;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>What is known of a tunnel from its beginning.</summary>
/// <param name="Number">Of its session, from 1.</param>
/// <param name="Activity">Where somebody traces it.</param>
/// <param name="Started">From <see cref="AccessLog.Timestamp"/>.</param>
internal readonly record struct TunnelDescription(
    VisitorHandler Handler,
    GatewayAssignment Assignment,
    GatewaySession Session,
    IPEndPoint Visitor,
    ulong Number,
    Activity? Activity = null,
    long Started = 0
);
