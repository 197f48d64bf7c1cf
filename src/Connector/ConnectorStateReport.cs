using SocketWarp.Connector.Identity;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Telemetry;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.Connector;

/// <summary>The connector's session and tunnels in a line.</summary>
internal sealed class ConnectorStateReport(ConnectorState status, ConnectorMetrics metrics, ConnectorIdentity identity) : IStateReport
{
    public ValueTask<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var who = identity.Ready.IsCompleted ? identity.Current.Uid : "without a certificate";
        var session = status.Session is { } up ? $"session {up.Id} with {up.Gateway} ({up.Protocol})" : "no session";
        return ValueTask.FromResult($"connector {who}: {session}, tunnels {metrics.OpenTunnels}");
    }
}
