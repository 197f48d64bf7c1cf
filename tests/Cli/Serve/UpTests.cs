using SocketWarp.Cli.Tests.Support;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary><c>warp up</c>: everything in one process.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task Up_FreePorts_PublishesTheDemoTargetAndEndsInTime()
    {
        using var directory = new TestDirectory();
        await using var up = RunningProcess.Start(Warp.Program, ["up", "--AppHost:FreePorts", "true"], folder: directory.Path);
        await TestApi.UntilAsync(
            () =>
            {
                Assert.False(up.HasExited, up.Error);
                return Task.FromResult(up.Output);
            },
            output => output.Contains("Ctrl-C ends it", StringComparison.Ordinal)
        );

        var api = up.Output.Split('\n').Single(l => l.Contains("  API", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var environment = new Dictionary<string, string?>
        {
            ["WARP_API"] = new Uri(api).GetLeftPart(UriPartial.Authority),
            ["WARP_TOKEN_FILE"] = directory.File(".state/api/admin.token"),
        };
        await using var list = RunningProcess.Start(Warp.Program, ["list"], environment, directory.Path);
        Assert.True(await list.ExitAsync() == 0, list.Error);
        Assert.Contains("listening", list.Output, StringComparison.Ordinal);

        await up.SignalAsync("TERM");
        Assert.True(await up.ExitAsync(Limits.Shutdown) == 0, up.Error);
    }
}
