using System.Text.RegularExpressions;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Documents;

/// <summary>Runs what the documents tell people to run. Only ports are replaced, because those of the documents may be in use here.</summary>
[Collection(TimedCollection.Name)]
public sealed partial class CommandTests : IDisposable
{
    /// <summary>Exactly as it was built: in other letters it would be another one, and everything would be compiled again.</summary>
    private static readonly string ConfigurationName = Repository.Configuration == "release" ? "Release" : "Debug";

    private readonly TestDirectory _files = new();
    private readonly Dictionary<string, int> _ports = [];

    [Fact]
    public async Task ReadMe_Try_MovesDataAndSaysSo()
    {
        var output = await RunAsync("README.md", "try", Repository.Root, TimeSpan.FromMinutes(5));
        Assert.Matches("self-test: engine .* hashes agree", output);
    }

    [Fact]
    public async Task ReadMe_WalkThrough_CarriesAHelloThroughTheTunnel()
    {
        var output = await RunAsync("README.md", "walk-through", CheckoutCopy(), TimeSpan.FromMinutes(2));
        Assert.Contains("hello from the inside", output, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"listening\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadMe_Enrol_PublishesATargetOfTheNewConnector()
    {
        var checkout = CheckoutCopy();
        await using var host = RunningAllInOne.Start(
            Path.Combine(checkout, ".state"),
            "--AppHost:ApiPort",
            $"{PortOf("8080")}",
            "--AppHost:GatewayPort",
            $"{PortOf("11443")}",
            "--AppHost:ScepPort",
            $"{PortOf("3000")}",
            "--AppHost:TargetPort",
            $"{PortOf("7007")}"
        );
        await host.LineAsync(RunningAllInOne.IsReady, Limits.Start);
        var output = await RunAsync("README.md", "enrol", checkout, TimeSpan.FromMinutes(1));
        Assert.Contains("Hello from the inside", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_InDocuments_AllHaveATest()
    {
        // Those with containers are run by tests/EndToEnd.
        string[] tested = ["README.md containers", "README.md enrol", "README.md try", "README.md walk-through", "docs/deployment.md operate"];
        Assert.Equal(tested, DocumentBlock.All().Where(b => b.Language == "sh").Select(b => $"{b.Document} {b.Name}").Distinct().Order());
    }

    public void Dispose() => _files.Dispose();

    private async Task<string> RunAsync(string document, string name, string directory, TimeSpan limit)
    {
        var blocks = DocumentBlock.All().Where(b => b.Document == document && b.Language == "sh" && b.Name == name);
        var script = _files.File("script.sh");
        // Whatever the script leaves running belongs to its job table and ends with it.
        await File.WriteAllTextAsync(
            script,
            "set -eu\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n" + WithFreePorts(string.Concat(blocks.Select(b => b.Text)))
        );
        var environment = new Dictionary<string, string?>
        {
            ["CONFIGURATION"] = ConfigurationName,
            // The ports that the commands take unless they are told.
            ["WARP_API"] = $"http://127.0.0.1:{PortOf("8080")}",
            ["WARP_SCEP"] = $"http://127.0.0.1:{PortOf("3000")}",
        };
        await using var bash = RunningProcess.Start("bash", [script], environment, directory);
        var code = await bash.ExitAsync(limit);
        Assert.True(code == 0, $"exit code {code}\n{bash.Output}\n{bash.Error}");
        return bash.Output;
    }

    /// <summary>A folder that looks like the checkout but whose state is its own.</summary>
    private string CheckoutCopy()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(Repository.Root))
        {
            if (Path.GetFileName(entry) is not (".state" or ".git"))
                File.CreateSymbolicLink(_files.File(Path.GetFileName(entry)), entry);
        }

        return _files.Path;
    }

    private string WithFreePorts(string script) =>
        Port().Replace(ReleaseFolder().Replace(script, $"/{Repository.Configuration}"), match => $"{PortOf(match.Value)}");

    private int PortOf(string documented)
    {
        if (!_ports.TryGetValue(documented, out var port))
            _ports[documented] = port = Ports.FreeTcp();
        return port;
    }

    [GeneratedRegex(@"(?<=artifacts/bin/\S+)/release\b|(?<=\$bin""?/\S+)/release\b")]
    private static partial Regex ReleaseFolder();

    [GeneratedRegex(@"(?<![\w.])(8080|8443|11443|9000|9001|7000|7007|3000)(?!\w)")]
    private static partial Regex Port();
}
