using System.Text.Json;
using SocketWarp.Cli.Api;

namespace SocketWarp.Cli.Status;

/// <summary>Asks the API for everything, and keeps what somebody wants to see.</summary>
internal static class StatusReader
{
    /// <param name="name">A uid, a port or an id; null for everything.</param>
    /// <exception cref="WarpException">when nothing has this name</exception>
    public static async Task<StatusReport> ReadAsync(ClientContext context, string? name, CancellationToken cancellationToken)
    {
        var (health, healthJson) = (await context.Api.GetHealthAsync(cancellationToken), context.Said());
        var (gateways, gatewaysJson) = (await context.Api.ListGatewaysAsync(cancellationToken), context.Said());
        var (connectors, connectorsJson) = (await context.Api.ListConnectorsAsync(cancellationToken), context.Said());
        var (assignments, assignmentsJson) = (await context.Api.ListAssignmentsAsync(cancellationToken), context.Said());
        var wanted = name is null ? null : Selection.Of(name, connectors, assignments);

        string Part(string json, Func<JsonElement, bool> isWanted) => wanted is null ? json : JsonParts.Array(JsonParts.Elements(json, isWanted));

        return new StatusReport(
            health,
            [.. gateways.Where(g => wanted?.HasGateway(g.Id) != false)],
            [.. connectors.Where(c => wanted?.HasConnector(c.Gateway, c.Uid) != false)],
            [.. assignments.Where(a => wanted?.HasAssignment(a.Id) != false)],
            JsonParts.Object(
                ("health", healthJson),
                ("gateways", Part(gatewaysJson, e => wanted!.HasGateway(JsonParts.Text(e, "id")))),
                ("connectors", Part(connectorsJson, e => wanted!.HasConnector(JsonParts.Text(e, "gateway"), JsonParts.Text(e, "uid")))),
                ("assignments", Part(assignmentsJson, e => wanted!.HasAssignment(JsonParts.Text(e, "id"))))
            )
        );
    }
}
