using System.Text.RegularExpressions;
using SocketWarp.SystemTests.Documents;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Lifetime;

/// <summary>Every program says what it is, and runs nothing to do so.</summary>
public sealed partial class HelpTests
{
    public static TheoryData<string> Programs => ["AllInOne", "Connector", "ControlApi", "QuicGateway", "ScepServer"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Program_AskedForHelp_NamesItsSettings(string program)
    {
        var help = await AskAsync(program, "--help");
        Assert.Contains("docs/operations.md", help, StringComparison.Ordinal);
        Assert.Contains($"SocketWarp.{program} [--Section:Key VALUE]", help, StringComparison.Ordinal);
        var keys = Key().Matches(help).Select(m => m.Groups["key"].Value).ToArray();
        Assert.True(keys.Length >= 4, help);
        Assert.Empty(keys.Except(KnownSettings.Keys));
        Assert.All(help.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Equal(help, await AskAsync(program, "--Any:Key", "value", "-h"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Program_AskedForItsVersion_SaysIt(string program) =>
        Assert.Matches(@"^[a-z-]+ \d+\.\d+\.\d+\S*\n$", await AskAsync(program, "--version"));

    private static async Task<string> AskAsync(string program, params string[] arguments)
    {
        using var directory = new TestDirectory();
        var (code, output, error) = await RunningProcess.RunAsync(Repository.Executable(program), arguments, folder: directory.Path, limit: Limits.Start);
        Assert.Equal((0, ""), (code, error));
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
        return output;
    }

    [GeneratedRegex(@"^  --(?<key>[A-Z]\w*(:\w+)+) ", RegexOptions.Multiline)]
    private static partial Regex Key();
}
