using System.Diagnostics;
using Grpc.Core;
using SocketWarp.ControlApi.Tests.Support;
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
        await using var process = ControlApiProcess.StartIn(
            _directory.Path,
            "--Control:Socket",
            "control.sock",
            "--Legacy:OpenTimeout",
            "30s",
            "--Legacy:OpenWithoutSession",
            "true"
        );
        using var admin = new ApiClient(await process.RestAsync(), await TokenAsync("admin"));
        await using var gateway = await FakeGateway.AttachAsync(Channels.Unix(_directory.File("control.sock"), await TokenAsync("gateway")));
        await gateway.ReadAsync();
        var opening = admin.OpenAsync("edge-1", 9000);
        await gateway.ReadAsync();

        var watch = Stopwatch.StartNew();
        await process.SignalAsync("TERM");

        Assert.Equal(0, await process.ExitAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"it took {watch.Elapsed}");
        Assert.Equal(200, (await opening.InTime()).Status);
        // As AttachTests explains.
        Assert.True((await Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync)).StatusCode is StatusCode.Unavailable or StatusCode.Internal);
        Assert.DoesNotContain(process.Lines, l => l.Contains("error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StandardErrorIsNotRead_StartsServesAndEnds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        var port = Ports.FreeTcp();
        await using var process = RunningProcess.StartUnread(
            typeof(ControlApiServices),
            _directory.Path,
            "--Api:Listen",
            $"127.0.0.1:{port}",
            "--Control:Listen",
            "127.0.0.1:0",
            "--State:Directory",
            _directory.Path,
            "--Logging:LogLevel:Default",
            "Trace"
        );
        await Ports.WaitForListenerAsync(port);
        using var admin = new ApiClient(new Uri($"http://127.0.0.1:{port}"), await TokenAsync("admin"));
        Assert.Empty(await admin.ListAsync());
        await process.SignalAsync("TERM");
        Assert.Equal(0, await process.ExitAsync());
    }

    [Fact]
    public async Task Signals_AreHeeded_AndDoNotEndTheProcess()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such signals");
        await using var process = ControlApiProcess.StartIn(_directory.Path);
        await process.WaitForLineAsync("REST API on");
        await process.SignalAsync("HUP");
        await process.WaitForLineAsync("SIGHUP is done");
        await process.SignalAsync("USR1");
        await process.WaitForLineAsync("SIGUSR1: control API: assignments 0 at revision 0, gateways attached 0");
        await process.SignalAsync("USR2");
        await process.WaitForLineAsync("SIGUSR2: everything");
        Assert.DoesNotContain(process.Lines, l => l.Contains("take effect at the next start", StringComparison.Ordinal));
        await process.SignalAsync("TERM");
        Assert.Equal(0, await process.ExitAsync());
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

    private async Task<string> TokenAsync(string role) =>
        (await File.ReadAllTextAsync(_directory.File($"{role}.token"), TestContext.Current.CancellationToken)).Trim();
}
