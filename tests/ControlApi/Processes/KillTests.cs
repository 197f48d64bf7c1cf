using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Processes;

public sealed class KillTests
{
    private static readonly int Rounds = LongRun.Times(10);

    // Two at a time halve the wait for starts; each has a store of its own.
    private const int Lanes = 2;

    [Fact]
    public async Task Kill9_AtAnyMomentDuringOpensAndCloses_KeepsEveryAcknowledgedChangeAndNothingHalfWritten()
    {
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => RunLaneAsync(lane, Rounds / Lanes))));

        Assert.True(acknowledged.Sum() >= Rounds, $"only {acknowledged.Sum()} changes were acknowledged");
    }

    private static async Task<int> RunLaneAsync(int lane, int rounds)
    {
        using var directory = new TestDirectory();
        var random = new Random(lane);
        var ports = Enumerable.Range(0, 24).Select(i => new PortModel(9000 + i)).ToArray();
        var acknowledged = 0;
        for (var round = 0; round <= rounds; round++)
        {
            // Small, so that kills meet compactions too.
            await using var process = ControlApiProcess.StartIn(
                directory.Path,
                "--State:CompactAboveBytes",
                "4096",
                "--Legacy:OpenWithoutSession",
                "true",
                "--Logging:LogLevel:Microsoft",
                "None"
            );
            var address = await process.RestAsync();
            using var api = new ApiClient(address, (await File.ReadAllTextAsync(directory.File("admin.token"))).Trim());
            Check(ports, await api.ListAsync(), $"lane {lane}, round {round}");
            if (round == rounds)
                break;
            acknowledged += await ChangeUntilKilledAsync(api, ports, process, random.Next(1, 25), random.Next());
        }

        return acknowledged;
    }

    private static async Task<int> ChangeUntilKilledAsync(ApiClient api, PortModel[] ports, RunningProcess process, int killAfter, int seed)
    {
        var acknowledged = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = ports.Chunk(6).Select((own, i) => WriteAsync(own, new Random(seed + i))).ToArray();
        var all = Task.WhenAll(writers);
        if (await Task.WhenAny(enough.Task, all).InTime() == all)
            await all;
        await process.KillAsync();
        await all.InTime();
        return acknowledged;

        async Task WriteAsync(PortModel[] own, Random random)
        {
            while (await own[random.Next(own.Length)].ChangeAsync(api, random))
            {
                if (Interlocked.Increment(ref acknowledged) == killAfter)
                    enough.SetResult();
            }
        }
    }

    private static void Check(PortModel[] ports, IReadOnlyList<AssignmentView> stored, string where)
    {
        foreach (var port in ports)
            port.Check(stored.SingleOrDefault(a => a.Port == port.Port), where);
        Assert.Equal(stored.Count, ports.Count(p => p.IsThere));
    }
}
