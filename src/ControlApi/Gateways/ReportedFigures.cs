using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>What a gateway last said about an assignment's traffic and target.</summary>
/// <param name="Target">That <paramref name="Probe"/> speaks of.</param>
internal sealed record ReportedFigures(AssignmentCountersView Counters, string Target, TargetProbeView? Probe);
