using SocketWarp.Cli.Tests.Scripting;
using SocketWarp.Cli.Tests.Serve;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Documents;

/// <summary>docs/cli.md shows what really happens.</summary>
public sealed class CliDocumentTests
{
    [Fact]
    public async Task Examples_Run_AsShown()
    {
        using var directory = new TestDirectory();
        await using var world = new ScriptWorld(await TestApi.StartAsync());
        await new ScriptRunner(world, directory.Path, document: true).RunAsync(Script.Read(CliDocument.Script()));
    }

    [Fact]
    public async Task ListenerAndConnector_StartedAsShown_HaveASession()
    {
        await using var site = await Site.CreateAsync();
        var listening = string.Join("; ", CliDocument.Commands("listener"))
            .Replace("http://127.0.0.1:3000/api/cert/verify", site.Environment["SWL_SCEP_URL"], StringComparison.Ordinal);
        var connecting = string.Join("; ", CliDocument.Commands("connector"))
            .Replace("gateway.example.com:11443", $"localhost:{site.Environment["SWL_PORT"]}", StringComparison.Ordinal);
        await using var listener = Start(listening, site.Outside, site.Environment);
        await using var connector = Start(connecting, site.Inside, []);

        await TestApi.UntilAsync(
            () =>
            {
                Assert.False(listener.HasExited, listener.Error);
                Assert.False(connector.HasExited, connector.Error);
                return site.RunAsync(Warp.Program, "status", Site.Uid, "--json");
            },
            status => status.Output.Contains("\"state\":\"connected\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Blocks_WithNames_AllHaveATest() =>
        // What "up" does is in UpTests.
        Assert.Equal(["listener", "connector", "up"], CliDocument.Blocks());

    private static RunningProcess Start(string commands, string directory, Dictionary<string, string?> environment)
    {
        var withPath = new Dictionary<string, string?>(environment) { ["PATH"] = $"{Warp.Folder}:{Environment.GetEnvironmentVariable("PATH")}" };
        return RunningProcess.Start("bash", ["-c", commands], withPath, directory);
    }
}
