using System.Diagnostics;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Rpc;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Processes;

public sealed class ShutdownTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Sigterm_WithAStuckGatewayAndAnOpenThatWaits_EndsWithin5Seconds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        await using var process = ControlApiProcess.StartIn(_directory.Path, "--Control:Socket", "control.sock", "--Legacy:OpenTimeout", "30s", "--Legacy:OpenWithoutSession", "true");
        using var admin = new ApiClient(await process.RestAsync(), await TokenAsync("admin"));
        await using var gateway = await FakeGateway.AttachAsync(Channels.Unix(_directory.File("control.sock"), await TokenAsync("gateway")));
        await gateway.ReadAsync();
        var opening = admin.OpenAsync("edge-1", 9000);
        await gateway.ReadAsync();

        var watch = Stopwatch.StartNew();
        process.Terminate();

        Assert.Equal(0, await process.ExitAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"it took {watch.Elapsed}");
        Assert.Equal(200, (await opening.InTime()).Status);
        Assert.Equal(RpcStatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync)).Code);
        Assert.DoesNotContain(process.Lines, l => l.Contains("error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_AfterKill_ListensOnTheSameUnixSocket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Kestrel's Unix sockets are used on Unix");
        await using (var first = ControlApiProcess.StartIn(_directory.Path, "--Control:Socket", "control.sock"))
        {
            await first.RestAsync();
            await first.KillAsync();
        }

        await using var second = ControlApiProcess.StartIn(_directory.Path, "--Control:Socket", "control.sock");
        await second.RestAsync();
        await using var gateway = await FakeGateway.AttachAsync(Channels.Unix(_directory.File("control.sock"), await TokenAsync("gateway")));
        Assert.NotNull((await gateway.ReadAsync()).Snapshot);
    }

    private async Task<string> TokenAsync(string role) => (await File.ReadAllTextAsync(_directory.File($"{role}.token"), TestContext.Current.CancellationToken)).Trim();
}
