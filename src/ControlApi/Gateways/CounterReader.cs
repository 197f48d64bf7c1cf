using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>A gateway's figures, bounded.</summary>
internal static class CounterReader
{
    // There are fewer error codes than this, and their names are shorter.
    private const int MaxKinds = 64;
    private const int MaxKindName = 64;

    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static ReportedFigures Read(AssignmentCounters counters) => new(ReadCounters(counters), counters.Target?.Target ?? "", ReadProbe(counters.Target));

    private static AssignmentCountersView ReadCounters(AssignmentCounters counters) =>
        new()
        {
            VisitorsNow = counters.VisitorsNow,
            VisitorsTotal = counters.VisitorsTotal,
            VisitorsRefused = counters.VisitorsRefused,
            BytesToTarget = counters.BytesToTarget,
            BytesToVisitor = counters.BytesToVisitor,
            Failures = counters.Failures.Where(f => f.Key.Length <= MaxKindName).Take(MaxKinds).ToDictionary(f => f.Key, f => f.Value),
            LastFailure = counters.LastFailure.Length == 0 ? null : PeerText.Clean(counters.LastFailure),
        };

    private static TargetProbeView? ReadProbe(TargetReport? report) =>
        report is null
            ? null
            : new TargetProbeView
            {
                Reachable = report.Reason.Length == 0,
                Reason = report.Reason.Length == 0 ? null : PeerText.Clean(report.Reason),
                Milliseconds = Math.Min(report.Microseconds, TimeSpan.FromHours(1).TotalMicroseconds) / 1000,
                At = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(report.AtUnixMilliseconds, 0, LastMillisecond)),
            };
}
