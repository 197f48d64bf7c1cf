using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Processes;

/// <summary>A disk that takes writes and loses them.</summary>
public sealed class BrokenDiskTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Fsync_Fails_NothingIsAcknowledgedAndTheProcessEnds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is Linux's");
        await using (var process = ControlApiProcess.StartIn(_directory.Path))
        {
            using var api = await ClientAsync(process);
            Assert.Equal(201, (await PutAsync(api, "before", 1001)).Status);

            await using (await process.FailFsyncAsync())
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => PutAsync(api, $"lost{i}", 1100 + i)));
                Assert.All(answers, a => Assert.Equal(503, a.Status));
                Assert.Equal(1, await process.ExitAsync());
            }

            Assert.Contains(
                process.Lines,
                l =>
                    l.StartsWith("socketwarp-controlapi: error: ", StringComparison.Ordinal)
                    && l.Contains("repair the disk and start again", StringComparison.Ordinal)
            );
        }

        await using var restarted = ControlApiProcess.StartIn(_directory.Path);
        using var after = await ClientAsync(restarted);
        Assert.Contains("before", (await after.ListAsync()).Select(a => a.Id));
        Assert.Equal(201, (await PutAsync(after, "after", 1002)).Status);
    }

    private static Task<ApiAnswer> PutAsync(ApiClient api, string id, int port) =>
        api.PutAsync(
            new
            {
                id,
                uid = "u",
                target = "localhost:22",
                port,
            }
        );

    private async Task<ApiClient> ClientAsync(RunningProcess process)
    {
        var address = await process.RestAsync();
        return new ApiClient(address, (await File.ReadAllTextAsync(_directory.File("admin.token"), TestContext.Current.CancellationToken)).Trim());
    }
}
