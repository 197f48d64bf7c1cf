using SocketWarp.Cli.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests;

/// <summary>An API behind a reverse proxy, which has it below a path of its own.</summary>
public sealed class PrefixTests
{
    [Theory]
    [InlineData("outer")]
    [InlineData("outer/")]
    public async Task Address_WithAPath_IsCalledBelowIt(string path)
    {
        using var directory = new TestDirectory();
        var asked = new TaskCompletionSource<string>();
        await using var proxy = new FaultyServer(
            (caller, end) => FaultyServer.SayAsync(caller, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[]", end),
            asked: asked
        );
        var environment = new Dictionary<string, string?> { ["WARP_API"] = $"{proxy.Address}{path}" };

        await using var warp = RunningProcess.Start(Warp.Program, ["list"], environment, directory.Path);

        Assert.Equal((0, ""), (await warp.ExitAsync(), warp.Error));
        Assert.StartsWith("GET /outer/api/v1/assignments HTTP/1.1\r\n", await asked.Task.InTime(), StringComparison.Ordinal);
    }
}
