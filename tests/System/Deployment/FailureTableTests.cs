using System.Text.RegularExpressions;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Deployment;

/// <summary>What docs/deployment.md says of failures is shown by tests that exist.</summary>
public sealed partial class FailureTableTests
{
    [Fact]
    public void Rows_NameTestsThatThereAre()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "deployment.md"));
        var table = document[document.IndexOf("## What each failure does", StringComparison.Ordinal)..];
        var named = Row().Matches(table.Split("\n## ", 2)[0]).Select(m => m.Groups["test"].Value).ToArray();
        var there = Directory
            .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Test().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["test"].Value)
            .ToHashSet();

        Assert.True(named.Length > 20, $"only {named.Length} rows");
        Assert.Empty(named.Except(there));
    }

    [GeneratedRegex(@"^\|.*\| `(?<test>\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"public (async )?(Task|void) (?<test>\w+_\w+)\(")]
    private static partial Regex Test();
}
