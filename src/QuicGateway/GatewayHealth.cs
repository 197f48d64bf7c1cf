using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketWarp.QuicGateway.ControlLink;

namespace SocketWarp.QuicGateway;

/// <summary>Healthy while connectors may dial and ControlApi is there; without ControlApi ports and tunnels go on.</summary>
internal sealed class GatewayHealth(GatewayStatus status, ControlLinkLoop link) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            status.SessionAddress is null ? HealthCheckResult.Unhealthy("it has no certificate yet, and no connector may dial")
            : !link.IsAttached ? HealthCheckResult.Degraded("no link to ControlApi; ports and tunnels go on")
            : HealthCheckResult.Healthy()
        );
}
