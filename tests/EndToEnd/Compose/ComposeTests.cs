using System.Diagnostics;
using SocketWarp.EndToEnd.Support;

namespace SocketWarp.EndToEnd.Compose;

/// <summary>The compose file, brought up as README.md says and used.</summary>
public sealed class ComposeTests(ComposeInstallation compose, ITestOutputHelper output) : IClassFixture<ComposeInstallation>
{
    private static readonly string[] Programs = ["scep", "control-api-1", "control-api-2", "gateway", "connector"];
    private static readonly string[] Services = [.. Programs, "redis", "target"];

    [Fact]
    public void Compose_Up_CarriesAHelloThroughTheTunnel() => Assert.Contains("Hello from the inside", compose.Output, StringComparison.Ordinal);

    [Fact]
    public async Task Commands_OfTheDocument_ShowTheTunnel()
    {
        var shown = await compose.RunScriptAsync("docs/deployment.md", "operate");
        Assert.Matches(@"9000 +listening +edge +target:8080", shown);
        Assert.Matches(@"gateway +ISSUED", shown);
    }

    [Fact]
    public async Task Images_OfPrograms_RunWithoutRootWithoutAShellAndOnAReadOnlyRoot()
    {
        foreach (var service in Programs)
        {
            var id = (await compose.RunAsync("ps", "--quiet", service)).Trim();
            Assert.Equal(
                "10001:10001 true [ALL] healthy",
                await Engine.RunAsync(
                    "inspect",
                    "--format",
                    "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.State.Health.Status}}",
                    id
                )
            );
            Assert.NotEqual(0, (await Engine.TryAsync("exec", id, "/bin/sh", "-c", "true")).Code);
            var image = await Engine.RunAsync("inspect", "--format", "{{.Image}}", id);
            var size = long.Parse(await Engine.RunAsync("image", "inspect", "--format", "{{.Size}}", image), null);
            output.WriteLine($"{service}: {size / 1e6:0.0} MB");
        }
    }

    [Fact]
    public async Task Port_OfConnectors_IsUdpOnTheLoopbackAddress() =>
        Assert.Equal($"127.0.0.1:{compose.GatewayPort}", (await compose.RunAsync("port", "--protocol", "udp", "gateway", "11443")).Trim());

    [Fact]
    public async Task Config_WithAllProfiles_IsValid()
    {
        var services = await compose.RunAsync("--profile", "original", "--profile", "dashboard", "config", "--services");
        Assert.Subset(services.Split('\n').ToHashSet(), new HashSet<string>(["mysql", "scep-original", "dashboard", .. Services]));
    }

    [Fact]
    public async Task Services_Restarted_EachInTurnUnderLoad_TunnelIsBackSoon()
    {
        foreach (var service in Services)
        {
            using var load = PageLoad.Start(compose.VisitorPort);
            await compose.RunAsync("restart", service);
            var back = await Until.WorksAsync(() => PageLoad.FetchAsync(compose.VisitorPort), Installation.StartedIn, $"{service} was restarted");
            var (fetched, failed) = await load.StopAsync();
            output.WriteLine($"{service}: {failed} of {fetched + failed} connections failed; served {back.TotalSeconds:0.0} s after the restart");
            if (service is not ("gateway" or "connector" or "target"))
                Assert.Equal(0, failed);
        }
    }

    [Fact]
    public async Task Programs_Stopped_EndInTimeAndComeUpAgain()
    {
        foreach (var service in Programs)
        {
            var id = (await compose.RunAsync("ps", "--quiet", service)).Trim();
            var clock = Stopwatch.StartNew();
            await compose.RunAsync("stop", service);
            output.WriteLine($"{service}: ended in {clock.Elapsed.TotalSeconds:0.0} s");
            // A kill would be 137.
            Assert.Equal("0", await Engine.RunAsync("inspect", "--format", "{{.State.ExitCode}}", id));
        }

        await compose.RunAsync("up", "--wait");
        await Until.WorksAsync(() => PageLoad.FetchAsync(compose.VisitorPort), Installation.StartedIn, "the tunnel is back");
    }
}
