using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.ControlApi;

/// <summary>The ControlApi's assignments and gateways in a line.</summary>
internal sealed class ControlApiStateReport(IAssignmentStore store, GatewayRegistry gateways) : IStateReport
{
    public async ValueTask<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var table = await store.ReadAsync(cancellationToken);
        return $"control API: assignments {table.All.Count()} at revision {table.Revision}, gateways attached {gateways.All.Count(g => g.IsAttached)}";
    }
}
