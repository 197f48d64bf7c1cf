using System.Text.RegularExpressions;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Documents;

/// <summary>The examples of docs/cli.md.</summary>
internal static partial class CliDocument
{
    /// <summary>Examples of the client commands and, in comments, what happens to the gateway in between, as a script.</summary>
    public static IReadOnlyList<string> Script() => [.. Parts().Where(p => p.Block is null or "").SelectMany(p => p.Lines)];

    /// <summary>The commands of the block with this name.</summary>
    public static IReadOnlyList<string> Commands(string block) =>
        [.. Parts().Single(p => p.Block == block).Lines.Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l[2..])];

    public static IEnumerable<string> Blocks() => Parts().Where(p => p.Block?.Length > 0).Select(p => p.Block!);

    /// <summary>The parts of the document; where the block is null, the part is an event of the gateway.</summary>
    private static IEnumerable<(string? Block, string[] Lines)> Parts()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        return Part()
            .Matches(text)
            .Select(m =>
                m.Groups["event"].Success ? (null, new[] { m.Groups["event"].Value }) : ((string?)m.Groups["block"].Value, m.Groups["text"].Value.Split('\n'))
            );
    }

    [GeneratedRegex(@"^<!-- (?<event>@ .*?) -->$|^```console ?(?<block>\S*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Part();
}
