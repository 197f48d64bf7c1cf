using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

internal static class GatewayTable
{
    public static IReadOnlyList<Column> Columns { get; } =
    [new("GATEWAY"), new("STATE"), new("SINCE", Right: true), new("SESSIONS AT"), new("ENGINE"), new("CONNECTORS", Right: true), new("PORTS", Right: true)];

    public static IReadOnlyList<Cell> Row(GatewayView gateway, DateTimeOffset now) =>
        [
            gateway.Id,
            gateway.Attached ? new Cell("attached", Tone.Good) : new Cell(gateway.Since is null ? "never came" : "away", Tone.Bad),
            gateway.Since is { } since ? Words.Ago(now - since) : null,
            gateway.SessionAddress,
            gateway.Engine,
            gateway.Connectors,
            gateway.Assignments,
        ];
}
