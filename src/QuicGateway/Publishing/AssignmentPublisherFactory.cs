using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.Transport;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>Makes what one assignment needs.</summary>
internal sealed class AssignmentPublisherFactory(
    [FromKeyedServices(GatewaySettings.Section)] ITransportEngine engine,
    VisitorSettings settings,
    LiveSessions sessions,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<VisitorHandler> logger,
    AccessLog access
)
{
    public AssignmentPublisher Create(string id) => new(id, new VisitorHandler(settings, sessions, metrics, time, logger, access), settings, engine, time);
}
