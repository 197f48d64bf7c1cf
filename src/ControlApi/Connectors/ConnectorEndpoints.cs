using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Connectors;

/// <summary><c>/api/v1/connectors</c>.</summary>
internal static class ConnectorEndpoints
{
    public static void MapConnectors(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(RestRoutes.Connectors, ListAsync)
            .RequireAuthorization(AccessPolicies.Viewer)
            .WithTags("connectors")
            .WithName("listConnectors")
            .WithSummary("The last session of each uid that gateways have reported")
            .WithProblems();

    private static async Task<Ok<IReadOnlyList<ConnectorView>>> ListAsync(IAssignmentStore store, GatewayRegistry registry, CancellationToken cancellationToken)
    {
        var table = await store.ReadAsync(cancellationToken);
        var tunnels = new Dictionary<(string Gateway, string Uid), ulong>();
        foreach (var assignment in table.All)
        {
            if (registry.Find(assignment.Gateway)?.FiguresOf(assignment.Id)?.Counters is not { } counters)
                continue;
            var key = (assignment.Gateway, assignment.Uid);
            tunnels[key] = tunnels.GetValueOrDefault(key) + counters.VisitorsNow;
        }

        return TypedResults.Ok<IReadOnlyList<ConnectorView>>([
            .. registry
                .All.Select(g => g.Snapshot())
                .SelectMany(g => g.Sessions.OrderBy(s => s.Uid, StringComparer.Ordinal).Select(s => ToView(g, s, tunnels.GetValueOrDefault((g.Id, s.Uid))))),
        ]);
    }

    private static ConnectorView ToView(GatewaySnapshot gateway, ReportedSession session, ulong tunnels) =>
        new()
        {
            Uid = session.Uid,
            Gateway = gateway.Id,
            Name = NullIfEmpty(session.Name),
            State =
                !gateway.Attached ? ConnectorStatus.Unknown
                : session.Up ? ConnectorStatus.Connected
                : ConnectorStatus.Disconnected,
            Since = gateway.Attached ? session.Since : gateway.Since,
            Reason = gateway.Attached ? NullIfEmpty(session.Reason) : $"gateway \"{gateway.Id}\" is not attached",
            SessionId = NullIfEmpty(session.SessionId),
            Remote = NullIfEmpty(session.Remote),
            Protocol = NullIfEmpty(session.Protocol),
            Software = NullIfEmpty(session.Software),
            RoundTripMilliseconds = session.RoundTrip == TimeSpan.Zero ? null : session.RoundTrip.TotalMilliseconds,
            CertificateExpires = session.CertificateExpires,
            Tunnels = gateway.Attached && session.Up ? tunnels : 0,
            Labels = session.Labels,
        };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
