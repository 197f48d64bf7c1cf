using System.Text.Json;
using SocketWarp.Cli.Api;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

/// <summary>Asks the API for everything, and keeps what somebody wants to see.</summary>
internal static class StatusReader
{
    /// <param name="name">A uid, a port or an id; null for everything.</param>
    /// <exception cref="WarpException">when nothing has this name.</exception>
    public static async Task<StatusReport> ReadAsync(ApiClient api, string? name, CancellationToken cancellationToken)
    {
        var health = await api.GetAsync(RestRoutes.Health, RestJson.Default.HealthView, cancellationToken);
        var gateways = await api.GetAsync(RestRoutes.Gateways, RestJson.Default.IReadOnlyListGatewayView, cancellationToken);
        var connectors = await api.GetAsync(RestRoutes.Connectors, RestJson.Default.IReadOnlyListConnectorView, cancellationToken);
        var assignments = await api.GetAsync(RestRoutes.Assignments, RestJson.Default.IReadOnlyListAssignmentView, cancellationToken);
        var wanted = name is null ? null : Selection.Of(name, connectors.Value, assignments.Value);

        string Part<T>(ApiAnswer<IReadOnlyList<T>> answer, Func<JsonElement, bool> isWanted) =>
            wanted is null ? answer.Json : JsonParts.Array(JsonParts.Elements(answer.Json, isWanted));

        return new StatusReport(
            health.Value,
            [.. gateways.Value.Where(g => wanted?.HasGateway(g.Id) != false)],
            [.. connectors.Value.Where(c => wanted?.HasConnector(c.Gateway, c.Uid) != false)],
            [.. assignments.Value.Where(a => wanted?.HasAssignment(a.Id) != false)],
            JsonParts.Object(
                ("health", health.Json),
                ("gateways", Part(gateways, e => wanted!.HasGateway(JsonParts.Text(e, "id")))),
                ("connectors", Part(connectors, e => wanted!.HasConnector(JsonParts.Text(e, "gateway"), JsonParts.Text(e, "uid")))),
                ("assignments", Part(assignments, e => wanted!.HasAssignment(JsonParts.Text(e, "id"))))));
    }
}
