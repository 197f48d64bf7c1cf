using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SocketWarp.ScepServer.Clients;

/// <summary>Ready while changes can be made.</summary>
internal sealed class RegistryHealth(ClientRegistry registry) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(registry.IsWriting ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the store takes no changes"));
}
