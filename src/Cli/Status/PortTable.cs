using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

internal static class PortTable
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("PORT", Right: true),
        new("STATE"),
        new("UID"),
        new("TARGET"),
        new("REACHABLE"),
        new("VISITORS", Right: true),
        new("TOTAL", Right: true),
        new("REFUSED", Right: true),
        new("FAILED", Right: true),
        new("TO TARGET", Right: true),
        new("TO VISITOR", Right: true),
        new("ID"),
    ];

    public static IReadOnlyList<Cell> Row(AssignmentView assignment)
    {
        var counters = assignment.Counters ?? new AssignmentCountersView();
        var failed = counters.Failures.Values.Aggregate(0ul, (sum, count) => sum + count);
        return
        [
            assignment.Port,
            Words.State(assignment.State),
            assignment.Uid,
            assignment.Target,
            Words.Reachable(assignment.TargetProbe),
            assignment.MaxVisitors == 0 ? counters.VisitorsNow : $"{counters.VisitorsNow}/{assignment.MaxVisitors}",
            counters.VisitorsTotal,
            new Cell($"{counters.VisitorsRefused}", counters.VisitorsRefused == 0 ? Tone.Plain : Tone.Warning),
            new Cell($"{failed}", failed == 0 ? Tone.Plain : Tone.Warning),
            Words.Bytes(counters.BytesToTarget),
            Words.Bytes(counters.BytesToVisitor),
            assignment.Id,
        ];
    }
}
