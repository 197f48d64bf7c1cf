using System.Diagnostics;
using SocketWarp.ControlApi.Store;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Processes;

/// <summary>A store that cannot grow.</summary>
public sealed class FullDiskTests : IDisposable
{
    // Bytes; fewer than the shortest change takes, so that each is cut in its middle.
    private const int Room = 10;
    private readonly TestDirectory _directory = new();

    /// <summary>The file that changes are appended to.</summary>
    private string Log => _directory.File(EmbeddedStore.FileName + "-wal");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Change_WithoutRoom_IsRefusedAndLeavesNothing_AndGoesOnWithRoom()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit is Linux's");
        await using (var process = ControlApiProcess.StartLimitable(_directory.Path, "--Legacy:OpenWithoutSession", "true"))
        {
            using var api = await ClientAsync(process);
            Assert.Equal(201, (await PutAsync(api, "before", 1001)).Status);
            var length = new FileInfo(Log).Length;

            await process.LimitFilesAsync(length + Room);
            AssertRefused(await PutAsync(api, "refused", 1002));
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync(api, $"refused{i}", 1100 + i))))
                AssertRefused(answer);
            AssertRefused(await api.DeleteAsync($"{RestRoutes.Assignments}/before"));
            Assert.Equal(503, (await api.OpenAsync("u", 1003)).Status);
            Assert.Equal("before", Assert.Single(await api.ListAsync()).Id);
            Assert.InRange(new FileInfo(Log).Length, length, length + Room);

            await process.LimitFilesAsync(null);
            Assert.Equal(201, (await PutAsync(api, "refused", 1002)).Status);
            Assert.Equal(204, (await api.DeleteAsync($"{RestRoutes.Assignments}/before")).Status);
            await process.KillAsync();
        }

        await using var restarted = ControlApiProcess.StartIn(_directory.Path);
        using var after = await ClientAsync(restarted);
        Assert.Equal([("refused", 1002)], (await after.ListAsync()).Select(a => (a.Id, a.Port)));
        Assert.DoesNotContain(
            restarted.Lines,
            l => l.Contains("warn:", StringComparison.Ordinal) && l.Contains(EmbeddedStore.FileName, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Changes_WithoutRoom_AreLoggedOnceASecond()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit is Linux's");
        await using var process = ControlApiProcess.StartLimitable(_directory.Path);
        using var api = await ClientAsync(process);
        Assert.Equal(201, (await PutAsync(api, "before", 1001)).Status);
        await process.LimitFilesAsync(new FileInfo(Log).Length + Room);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
            AssertRefused(await PutAsync(api, "refused", 1002));
        // In order, so that all that it has logged is written.
        await process.SignalAsync("TERM");
        await process.ExitAsync();
        Assert.InRange(process.Lines.Count(l => l.Contains("Changes refused", StringComparison.Ordinal)), 1, (int)watch.Elapsed.TotalSeconds + 1);
    }

    [Fact]
    public async Task ProcessKilled_WithoutRoom_HasWhatWasAcknowledged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit is Linux's");
        await using (var process = ControlApiProcess.StartLimitable(_directory.Path))
        {
            using var api = await ClientAsync(process);
            Assert.Equal(201, (await PutAsync(api, "before", 1001)).Status);
            await process.LimitFilesAsync(new FileInfo(Log).Length + Room);
            AssertRefused(await PutAsync(api, "refused", 1002));
            await process.KillAsync();
        }

        await using var restarted = ControlApiProcess.StartIn(_directory.Path);
        using var after = await ClientAsync(restarted);
        Assert.Equal("before", Assert.Single(await after.ListAsync()).Id);
    }

    [Fact]
    public async Task Change_OnAFullFileSystem_IsRefusedAndGoesOnWithRoom()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting needs Linux and its root");
        using var after = new TestDirectory();
        await using (var process = ControlApiProcess.StartOnSmallDisk(_directory.Path, 512 * 1024))
        {
            var address = await process.RestAsync();
            var token = await File.ReadAllTextAsync(process.InItsFileSystem(_directory.File("admin.token")), TestContext.Current.CancellationToken);
            using var api = new ApiClient(address, token.Trim());
            Assert.Equal(201, (await PutAsync(api, "before", 1001)).Status);
            var filler = process.InItsFileSystem(_directory.File("filler"));
            Fill(filler);

            var acknowledged = 0;
            ApiAnswer answer;
            // The last page of the log may have room.
            while ((answer = await PutAsync(api, $"a{acknowledged}", 1100 + acknowledged)).Status == 201)
                acknowledged++;
            AssertRefused(answer);
            Assert.InRange(acknowledged, 0, 20);
            Assert.Equal(acknowledged + 1, (await api.ListAsync()).Count);

            File.Delete(filler);
            Assert.Equal(201, (await PutAsync(api, "after", 1002)).Status);
            // Its file system ends with it: what a kill would leave is what is there now.
            foreach (var file in Directory.GetFiles(process.InItsFileSystem(_directory.Path)).Where(f => Path.GetFileName(f) != "lock"))
                File.Copy(file, after.File(Path.GetFileName(file)));
            await process.KillAsync();
            await using var restarted = ControlApiProcess.StartIn(after.Path);
            using var again = new ApiClient(await restarted.RestAsync(), token.Trim());
            Assert.Equal(acknowledged + 2, (await again.ListAsync()).Count);
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        try
        {
            while (true)
                file.Write(new byte[512]);
        }
        catch (IOException)
        {
            // It is full.
        }
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

    private static void AssertRefused(ApiAnswer answer)
    {
        Assert.Equal(503, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        var problem = answer.Problem;
        Assert.Equal("urn:socketwarp:problem:store-unavailable", problem.Type);
        Assert.Equal(503, problem.Status);
        Assert.Contains("could not be written: ", problem.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Fix!);
    }

    private async Task<ApiClient> ClientAsync(RunningProcess process)
    {
        var address = await process.RestAsync();
        return new ApiClient(address, (await File.ReadAllTextAsync(_directory.File("admin.token"), TestContext.Current.CancellationToken)).Trim());
    }
}
