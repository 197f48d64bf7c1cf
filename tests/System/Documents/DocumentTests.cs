using System.Text.RegularExpressions;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Documents;

/// <summary>What can be checked of documents without running them.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Blocks_OfShell_AllCarryTheNameOfTheTestThatRunsThem()
    {
        var unnamed = DocumentBlock.All().Where(b => b.Language is "sh" or "bash" or "shell" && b.Name.Length == 0).Select(b => $"{b.Document}:{b.Line}");
        Assert.Empty(unnamed);
    }

    [Fact]
    public void Links_ToFiles_LeadToFilesThatExist()
    {
        var broken =
            from document in DocumentBlock.Documents()
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Path.GetRelativePath(Repository.Root, document)} → {target}";
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
