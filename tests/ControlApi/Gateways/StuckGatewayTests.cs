using System.Diagnostics;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Gateways;

public sealed class StuckGatewayTests
{
    // Far above what the windows of HTTP/2 and the socket hold, so that the feed really is blocked.
    private const int Changes = 3000;

    [Fact]
    public async Task StuckGateway_NeverReading_DelaysNeitherTheApiNorAnotherGateway()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "0s"));
        await using var stuck = await host.AttachAsync("stuck");
        await using var well = await (await host.AttachAsync("well")).RunAsync("u");
        var target = $"unix:/{new string('x', 100)}";

        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(
            0,
            Changes,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) =>
                Assert.Equal(
                    201,
                    (
                        await host.Admin.PutAsync(
                            new
                            {
                                id = $"s{i}",
                                gateway = "stuck",
                                port = i + 1,
                                uid = "u",
                                target = target,
                            }
                        )
                    ).Status
                )
        );
        var worst = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var one = Stopwatch.StartNew();
            Assert.Equal(
                201,
                (
                    await host.Admin.PutAsync(
                        new
                        {
                            gateway = "well",
                            port = i + 1,
                            uid = "u",
                            target = "t:1",
                        }
                    )
                ).Status
            );
            worst = one.Elapsed > worst ? one.Elapsed : worst;
        }

        Assert.True(worst < TimeSpan.FromSeconds(1), $"a put took {worst}");
        await host.UntilAsync(
            async () => (await host.Admin.ListAsync()).Count(a => a is { Gateway: "well", State: AssignmentStatus.Listening }),
            listening => listening == 20
        );
        Assert.True(watch.Elapsed < Waiting.Patience, $"it took {watch.Elapsed}");
    }

    [Fact]
    public async Task StuckGateway_ReadingAgain_GetsEverythingInFewMessages()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "0s"));
        await using var gateway = await host.AttachAsync();
        Assert.Empty((await gateway.ReadAsync()).Snapshot.Assignments);
        var target = $"unix:/{new string('x', 100)}";
        await Parallel.ForAsync(
            0,
            Changes,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) =>
                Assert.Equal(
                    201,
                    (
                        await host.Admin.PutAsync(
                            new
                            {
                                id = $"s{i}",
                                port = i + 1,
                                uid = "u",
                                target = target,
                            }
                        )
                    ).Status
                )
        );

        var messages = 0;
        var have = new HashSet<string>();
        while (have.Count < Changes)
        {
            var update = await gateway.ReadAsync();
            messages++;
            have.UnionWith((update.Snapshot?.Assignments ?? update.Delta.Upserts).Select(a => a.Id));
        }

        Assert.InRange(messages, 1, Changes - 1);
    }

    [Fact]
    public async Task Gateway_ThatMissedMoreRemovalsThanAreKept_GetsAFreshSnapshot()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "0s"));
        await using var gateway = await host.AttachAsync();
        await gateway.ReadAsync();
        var target = $"unix:/{new string('x', 100)}";
        await Parallel.ForAsync(
            0,
            Changes,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) =>
                Assert.Equal(
                    201,
                    (
                        await host.Admin.PutAsync(
                            new
                            {
                                id = $"s{i}",
                                port = i + 1,
                                uid = "u",
                                target = target,
                            }
                        )
                    ).Status
                )
        );
        await Parallel.ForAsync(
            0,
            Changes - 1,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) => await host.Admin.DeleteAsync($"/api/v1/assignments/s{i}")
        );

        var have = new HashSet<string>();
        ControlUpdate update;
        do
        {
            update = await gateway.ReadAsync();
            if (update.Snapshot is not null)
                have.Clear();
            have.UnionWith((update.Snapshot?.Assignments ?? update.Delta.Upserts).Select(a => a.Id));
            have.ExceptWith(update.Delta?.Removals ?? []);
        } while ((update.Snapshot?.Revision ?? update.Delta!.Revision) < (2 * Changes) - 1);

        Assert.Equal([$"s{Changes - 1}"], have);
    }
}
