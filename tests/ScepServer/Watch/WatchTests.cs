using System.Diagnostics;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Watch;

public sealed class WatchTests
{
    private const string Secret = "s3cret-of-edge-1";

    [Fact]
    public async Task Revocation_IsInWatchVerifyAndListWithin2Seconds()
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        var before = (await host.Anonymous.GetAsync("/crl")).Bytes;
        await using var watcher = await Watcher.OpenAsync(host.Gateway);
        var clock = Stopwatch.StartNew();

        Assert.Equal(200, (await host.Admin.RevokeAsync("edge-1")).Status);

        await watcher.UntilAsync("edge-1");
        Assert.Equal("Certificate is revoked", (await host.Anonymous.VerifyAsync(certificate)).Message);
        var after = (await host.Anonymous.GetAsync("/crl")).Bytes;
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");
        Assert.NotEqual(before, after);
        Assert.True(after.AsSpan().IndexOf(certificate.SerialNumberBytes.Span) > 0);
        Assert.True(before.AsSpan().IndexOf(certificate.SerialNumberBytes.Span) < 0);
    }

    [Fact]
    public async Task Expiry_IsToldWhenItHappens()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time, ("Scep:CertificateLifetime", "2m"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await using var watcher = await Watcher.OpenAsync(host.Gateway);

        var told = watcher.UntilAsync("edge-1");
        // The server sets its timer some time after it has answered.
        while (!told.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(told, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        await told.InTime();
        Assert.Equal(401, (await host.Anonymous.VerifyAsync(certificate)).Status);
    }

    [Fact]
    public async Task Attributes_Changed_AreTold()
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddAsync("edge-1");
        await using var one = await Watcher.OpenAsync(host.Gateway);
        await using var other = await Watcher.OpenAsync(host.Viewer);

        await host.Admin.PutAsync("/admin/api/client/update", new { uid = "edge-1", attributes = new { a = "1" } });

        await one.UntilAsync("edge-1");
        await other.UntilAsync("edge-1");
    }

    [Fact]
    public async Task Silence_IsBrokenByBeats()
    {
        var time = new VirtualTime();
        await using var host = await ScepHost.StartAsync(time);
        await using var watcher = await Watcher.OpenAsync(host.Gateway);

        var line = watcher.NextAsync();
        // The server begins to wait some time after it has said hello.
        while (!line.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(line, Task.Delay(10, TestContext.Current.CancellationToken));
        }

        Assert.Equal(new WatchEvent { Kind = WatchEvent.Beat }, await line);
    }

    [Fact]
    public async Task Server_Stopping_EndsTheAnswer()
    {
        var host = await ScepHost.StartAsync();
        await using var watcher = await Watcher.OpenAsync(host.Gateway);
        var line = watcher.NextAsync();

        await host.DisposeAsync();

        Assert.Null(await line);
    }
}
