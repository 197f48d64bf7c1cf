using System.Globalization;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Soak;

/// <summary>Connects, resets and transfers for a while, and then threads, handles and memory are what they were after the first rounds.</summary>
public sealed class SoakTests
{
    /// <summary>Variable that makes it longer; the default is 12 s.</summary>
    private const string MinutesVariable = "SOAK_MINUTES";

    private static TimeSpan Duration =>
        double.TryParse(Environment.GetEnvironmentVariable(MinutesVariable), CultureInfo.InvariantCulture, out var minutes)
            ? TimeSpan.FromMinutes(minutes)
            : TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Soak_OfConnectsResetsAndTransfers_LeavesThreadsHandlesAndMemoryFlat()
    {
        await using var host = new RunningAllInOne();
        await host.InitializeAsync();
        var load = new SoakLoad(host.Endpoints.Visitor);

        // The first part fills pools, compiles hot code and grows the heap to its working size.
        await load.RunAsync(Duration / 3);
        var before = await SettledAsync(host);
        await load.RunAsync(Duration * 2 / 3);
        var after = await SettledAsync(host);

        var text = $"{load.Rounds} rounds; before {before}, after {after}";
        TestContext.Current.SendDiagnosticMessage(text);
        Assert.True(load.Rounds > 100, text);
        Assert.True(after.Threads <= before.Threads + 8, text);
        Assert.True(after.Handles <= before.Handles + 8, text);
        Assert.True(after.Memory <= before.Memory * 1.25 + (32 << 20), text);
    }

    /// <summary>Description once the tunnels of the load are gone, as their number of handles shows.</summary>
    private static async Task<ProcessFacts> SettledAsync(RunningAllInOne host)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        var last = ProcessFacts.Of(host.Process.Id);
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), limit.Token);
            var next = ProcessFacts.Of(host.Process.Id);
            if (next.Handles >= last.Handles)
                return next;
            last = next;
        }
    }
}
