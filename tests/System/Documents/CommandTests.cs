using System.Text.RegularExpressions;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Documents;

/// <summary>Runs what the documents tell people to run. Only ports are replaced, because those of the documents may be in use here.</summary>
public sealed partial class CommandTests : IDisposable
{
    /// <summary>Exactly as it was built: in other letters it would be another one, and everything would be compiled again.</summary>
    private static readonly string ConfigurationName = Repository.Configuration == "release" ? "Release" : "Debug";

    private readonly TestDirectory _files = new();

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
    public void Scripts_InDocuments_AllHaveATest()
    {
        string[] tested = ["README.md try", "README.md walk-through"];
        Assert.Equal(tested, DocumentBlock.All().Where(b => b.Language == "sh").Select(b => $"{b.Document} {b.Name}").Distinct().Order());
    }

    public void Dispose() => _files.Dispose();

    private async Task<string> RunAsync(string document, string name, string directory, TimeSpan limit)
    {
        var blocks = DocumentBlock.All().Where(b => b.Document == document && b.Language == "sh" && b.Name == name);
        var script = _files.File("script.sh");
        // Whatever the script leaves running belongs to its job table and ends with it.
        await File.WriteAllTextAsync(script, "set -eu\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n" + WithFreePorts(string.Concat(blocks.Select(b => b.Text))));
        await using var bash = Tool.Start("bash", [script], new Dictionary<string, string> { ["CONFIGURATION"] = ConfigurationName }, directory);
        bash.Input.Close();
        var reading = bash.Output.ReadToEndAsync();
        var code = await bash.ExitAsync(limit);
        var output = await reading.WaitAsync(Limits.Step);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{bash.Error}");
        return output;
    }

    /// <summary>A folder that looks like the checkout but whose state is its own.</summary>
    private string CheckoutCopy()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(Repository.Root))
        {
            if (Path.GetFileName(entry) is not (".state" or ".git")) File.CreateSymbolicLink(_files.File(Path.GetFileName(entry)), entry);
        }

        return _files.Path;
    }

    private static string WithFreePorts(string script)
    {
        var ports = new Dictionary<string, int>();
        return Port().Replace(script.Replace("/release/", $"/{Repository.Configuration}/", StringComparison.Ordinal), match =>
        {
            if (!ports.TryGetValue(match.Value, out var port)) ports[match.Value] = port = Ports.FreeTcp();
            return $"{port}";
        });
    }

    [GeneratedRegex(@"(?<![\w.])(8080|8443|11443|9000|7000)(?!\w)")]
    private static partial Regex Port();
}
