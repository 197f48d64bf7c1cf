using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.List;

/// <summary><c>warp list</c>.</summary>
internal static class ListCommand
{
    private static readonly Column[] Columns =
    [
        new("PORT", Right: true),
        new("STATE"),
        new("UID"),
        new("TARGET"),
        new("REACHABLE"),
        new("VISITORS", Right: true),
        new("GATEWAY"),
        new("ID"),
        new("DESCRIPTION"),
    ];

    public static Command Create(Voice voice) =>
        new ClientCommand(
            voice,
            "list",
            "Show all ports",
            async (context, cancellationToken) =>
            {
                var list = await context.Api.ListAssignmentsAsync(cancellationToken);
                if (context.Json)
                    voice.Data(context.Said());
                else
                    Grid.Write(voice, Columns, list.Select(Row));
                return ExitCode.Done;
            }
        ).WithApiOptions();

    private static Cell[] Row(AssignmentView a) =>
        [a.Port, Words.State(a.State), a.Uid, a.Target, Words.Reachable(a.TargetProbe), a.Counters?.VisitorsNow ?? 0, a.Gateway, a.Id, a.Description];
}
