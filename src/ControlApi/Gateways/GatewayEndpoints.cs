using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Gateways;

/// <summary><c>/api/v1/gateways</c>.</summary>
internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(RestRoutes.Gateways, ListAsync)
            .RequireAuthorization(AccessPolicies.Viewer)
            .WithTags("gateways")
            .WithName("listGateways")
            .WithSummary("Gateways that are attached, have been, or are named by an assignment")
            .WithProblems();

    private static async Task<Ok<IReadOnlyList<GatewayView>>> ListAsync(IAssignmentStore store, GatewayRegistry registry, CancellationToken cancellationToken)
    {
        var counts = (await store.ReadAsync(cancellationToken)).All.Where(a => !a.Tentative).CountBy(a => a.Gateway).ToDictionary();
        var known = registry.All.Select(g => g.Snapshot()).ToDictionary(g => g.Id);
        return TypedResults.Ok<IReadOnlyList<GatewayView>>([
            .. known.Keys.Union(counts.Keys).Order(StringComparer.Ordinal).Select(id => ToView(id, known.GetValueOrDefault(id), counts.GetValueOrDefault(id))),
        ]);
    }

    private static GatewayView ToView(string id, GatewaySnapshot? gateway, int assignments) =>
        new()
        {
            Id = id,
            Attached = gateway?.Attached == true,
            Since = gateway?.Since,
            Software = gateway?.Last?.Software,
            Engine = gateway?.Last?.Engine,
            SessionAddress = gateway?.Last?.SessionAddress,
            Remote = gateway?.Last?.Remote,
            AppliedRevision = gateway?.AppliedRevision ?? 0,
            Assignments = assignments,
            Connectors = gateway is { Attached: true } ? gateway.Sessions.Count(s => s.Up) : 0,
        };
}
