using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

/// <summary>Everything that keeps visitors out, or did: with it a user learns why a visitor was reset.</summary>
internal static class Troubles
{
    public static IEnumerable<IReadOnlyList<Cell>> Of(StatusReport status) =>
        status
            .Gateways.Where(g => !g.Attached)
            .Select(g => Row("gateway", g.Id, g.Since is null ? "it has never attached" : "it is not attached"))
            .Concat(status.Connectors.Where(c => c.State != ConnectorStatus.Connected).Select(c => Row("connector", c.Uid, c.Reason)))
            .Concat(status.Assignments.SelectMany(a => OfPort(a, status)));

    private static IEnumerable<IReadOnlyList<Cell>> OfPort(AssignmentView assignment, StatusReport status)
    {
        var name = assignment.Port == 0 ? assignment.Id : $"{assignment.Port}";
        if (assignment.State == AssignmentStatus.Waiting && !status.Connectors.Any(c => c.Uid == assignment.Uid && c.Gateway == assignment.Gateway))
            yield return Row("port", name, $"connector {assignment.Uid} has never come");
        else if (assignment.State is AssignmentStatus.Failed or AssignmentStatus.Pending)
            yield return Row("port", name, assignment.Reason);

        if (assignment.TargetProbe is { Reachable: false } probe)
            yield return Row("target", name, probe.Reason);

        if (assignment.Counters is not { } counters)
            yield break;
        foreach (var (reason, count) in counters.Failures.Where(f => f.Value > 0).OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal))
            yield return Row("visitors", name, $"{count} × {reason}");
        if (counters.LastFailure is { Length: > 0 } last)
            yield return Row("visitors", name, $"last: {last}");
        if (counters.VisitorsRefused > 0)
            yield return Row("visitors", name, $"{counters.VisitorsRefused} turned away at a limit");
    }

    private static Cell[] Row(string kind, string name, string? why) => [kind, name, why];
}
