using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.QuicGateway;

/// <summary>The gateway's sessions, tunnels and ports in a line.</summary>
internal sealed class GatewayStateReport(GatewaySettings settings, SessionRegistry registry, AssignmentKeeper keeper) : IStateReport
{
    public ValueTask<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var sessions = registry.Sessions;
        var states = keeper.Published.CountBy(p => p.Report().State).ToDictionary();
        return ValueTask.FromResult(
            $"gateway {settings.Id}: sessions {sessions.Count}, tunnels {sessions.Sum(s => s.Tunnels.Active)}, assignments {states.Values.Sum()} "
                + $"(listening {states.GetValueOrDefault(AssignmentState.Listening)}, waiting {states.GetValueOrDefault(AssignmentState.Waiting)}, "
                + $"failed {states.GetValueOrDefault(AssignmentState.Failed)})"
        );
    }
}
