using SocketWarp.EndToEnd.Support;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>
/// What a fault of one service may do: visitors who do not depend on it notice nothing, what depends on it is back within 5 s of the heal, and no change that
/// was acknowledged meanwhile is lost.
/// </summary>
internal sealed class Fault(Installation installation, ITestOutputHelper output)
{
    /// <summary>Longer than any fault takes to show.</summary>
    private static readonly TimeSpan Shows = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Impatient = TimeSpan.FromSeconds(1);

    private int _probes;

    /// <param name="name">The service that has it.</param>
    /// <param name="fault">Brings it about.</param>
    /// <param name="heal">Ends it.</param>
    /// <param name="limit">The longest time from the heal on.</param>
    public async Task ExerciseAsync(string name, Func<Task> fault, Func<Task> heal, TimeSpan limit)
    {
        await using var changes = Changes.Start(installation);
        await using var alice = DependsOn(name, "alice") ? null : Visitors.Start(installation.AlicePort);
        await using var bob = DependsOn(name, "bob") ? null : Visitors.Start(installation.BobPort);

        await fault();
        try
        {
            await Until.FailsAsync(() => ProbeAsync(name), Shows, $"{name} is away");
        }
        finally
        {
            await heal();
        }

        var back = await Until.WorksAsync(() => ProbeAsync(name), limit, $"{name} is back");
        output.WriteLine($"{name}: back {back.TotalSeconds:0.00} s after the heal");
        foreach (var visitors in new[] { alice, bob })
        {
            if (visitors is null)
                continue;
            await visitors.AssertNothingNoticedAsync();
            output.WriteLine($"{visitors.Served} visitors of others served, the slowest in {visitors.Longest.TotalMilliseconds:0} ms");
        }

        await changes.AssertAllThereAsync();
    }

    /// <summary>Whether the visitors of a connector go through the service.</summary>
    private static bool DependsOn(string service, string connector) => service == "gateway" || service.StartsWith(connector, StringComparison.Ordinal);

    /// <summary>Does what the service is there for.</summary>
    private async Task ProbeAsync(string service)
    {
        switch (service)
        {
            case "scep":
                await installation.Clients().ListClientsAsync().WaitAsync(Impatient);
                break;
            case "redis" or "first":
                await installation.PublishAsync(installation.First, "probe", 9100, $"target-{_probes++}");
                break;
            case "second":
                await installation.PublishAsync(installation.Second, "probe", 9100, $"target-{_probes++}");
                break;
            case "control":
                var made = await installation.PublishAsync(installation.First, "probe", 9100, $"target-{_probes++}");
                if (made.State == AssignmentStatus.Pending)
                    throw new IOException("the gateway has not heard of it");
                break;
            default:
                await Visitors.VisitAsync(installation.AlicePort(), Impatient);
                break;
        }
    }
}
