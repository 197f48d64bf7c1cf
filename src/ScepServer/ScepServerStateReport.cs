using SocketWarp.ScepServer.Clients;
using SocketWarp.ServiceDefaults.Signals;

namespace SocketWarp.ScepServer;

/// <summary>The ScepServer's clients and watches in a line.</summary>
internal sealed class ScepServerStateReport(ClientRegistry registry, ClientChanges changes, TimeProvider time) : IStateReport
{
    public ValueTask<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var states = registry.Current.All.CountBy(c => c.StatusAt(now)).Select(s => $"{s.Key.Name()} {s.Value}").ToArray();
        var clients = states.Length == 0 ? "0" : string.Join(", ", states);
        var holding = registry.Current.All.Sum(c => c.Certificates.Count(e => e.HoldsAt(now)));
        return ValueTask.FromResult($"SCEP server: clients {clients}, certificates that hold {holding}, watches {changes.Watchers}");
    }
}
