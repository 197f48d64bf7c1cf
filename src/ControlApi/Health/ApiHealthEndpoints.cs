using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Health;

/// <summary><c>/api/v1/health</c>: the details that the open health endpoints leave out.</summary>
internal static class ApiHealthEndpoints
{
    private static readonly string Version =
        typeof(ApiHealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void MapHealth(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(RestRoutes.Health, GetAsync)
            .RequireAuthorization(AccessPolicies.Viewer)
            .WithTags("health")
            .WithName("getHealth")
            .WithSummary("How the ControlApi and its gateways are")
            .WithProblems();

    private static async Task<Ok<HealthView>> GetAsync(IAssignmentStore store, GatewayRegistry registry, CancellationToken cancellationToken)
    {
        var table = await store.ReadAsync(cancellationToken);
        var gateways = registry.All.Select(g => g.Snapshot()).Where(g => g.Attached).ToDictionary(g => g.Id);
        var allThere = table.All.All(a => gateways.ContainsKey(a.Gateway));
        return TypedResults.Ok(
            new HealthView
            {
                Status = allThere ? "healthy" : "degraded",
                Version = Version,
                Revision = table.Revision,
                Assignments = table.All.Count(a => !a.Tentative),
                GatewaysAttached = gateways.Count,
                ConnectorsConnected = gateways.Values.Sum(g => g.Sessions.Count(s => s.Up)),
            }
        );
    }
}
