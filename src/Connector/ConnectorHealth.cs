using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketWarp.Connector.Sessions;

namespace SocketWarp.Connector;

/// <summary>Healthy while a session is up.</summary>
internal sealed class ConnectorHealth(ConnectorState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            state.Session is not null
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"no session is up{(state.LastFailure is { } failure ? $" ({failure})" : "")}")
        );
}
