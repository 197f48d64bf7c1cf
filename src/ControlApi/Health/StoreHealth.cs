using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketWarp.ControlApi.Assignments;

namespace SocketWarp.ControlApi.Health;

/// <summary>Ready while changes can be made.</summary>
internal sealed class StoreHealth(IAssignmentStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(store.IsWriting ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the store takes no changes"));
}
