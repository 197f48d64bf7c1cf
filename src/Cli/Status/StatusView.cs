using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

/// <summary>Status for people: what is where, then what is wrong.</summary>
internal static class StatusView
{
    public static void Show(Voice voice, Uri address, StatusReport status, DateTimeOffset now)
    {
        Grid.Write(voice, [new("API"), new("STATE"), new("VERSION"), new("REVISION", Right: true)], [ApiRow(address, status.Health)]);
        Section(voice, GatewayTable.Columns, status.Gateways.Select(g => GatewayTable.Row(g, now)));
        Section(voice, ConnectorTable.Columns, status.Connectors.Select(c => ConnectorTable.Row(c, now)));
        Section(voice, PortTable.Columns, status.Assignments.Select(PortTable.Row));
        var troubles = Troubles.Of(status).ToArray();
        if (troubles.Length > 0)
            Section(voice, [new("TROUBLE"), new("WITH"), new("WHY")], troubles);
    }

    private static void Section(Voice voice, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        voice.Data("");
        Grid.Write(voice, columns, rows);
    }

    // The build behind the version's '+' is for programs: --json has it.
    private static Cell[] ApiRow(Uri address, HealthView health) =>
        [
            ApiAccess.Text(address),
            new Cell(health.Status, health.Status == "healthy" ? Tone.Good : Tone.Warning),
            health.Version.Split('+')[0],
            health.Revision,
        ];
}
