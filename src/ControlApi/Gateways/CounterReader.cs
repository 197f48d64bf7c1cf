using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>A gateway's counters, bounded.</summary>
internal static class CounterReader
{
    // There are fewer error codes than this.
    private const int MaxKinds = 64;

    public static AssignmentCountersView Read(AssignmentCounters counters) => new()
    {
        VisitorsNow = counters.VisitorsNow,
        VisitorsTotal = counters.VisitorsTotal,
        VisitorsRefused = counters.VisitorsRefused,
        BytesToTarget = counters.BytesToTarget,
        BytesToVisitor = counters.BytesToVisitor,
        Failures = counters.Failures.Where(f => f.Key.Length <= MaxKinds).Take(MaxKinds).ToDictionary(f => f.Key, f => f.Value),
        LastFailure = counters.LastFailure.Length == 0 ? null : PeerText.Clean(counters.LastFailure),
    };
}
