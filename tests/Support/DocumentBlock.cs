using System.Text.RegularExpressions;

namespace SocketWarp.TestSupport;

/// <summary>A fenced block of a document.</summary>
/// <param name="Document">Path below the root.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Language">First word after the fence.</param>
/// <param name="Name">Second word: blocks of one document with the same name are one script, or one file.</param>
/// <param name="Text">The content.</param>
public sealed partial record DocumentBlock(string Document, int Line, string Language, string Name, string Text)
{
    /// <summary>All blocks of all documents.</summary>
    public static IEnumerable<DocumentBlock> All() => Documents().SelectMany(Read);

    /// <summary>The paths of all documents.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories));

    private static IEnumerable<DocumentBlock> Read(string path)
    {
        var document = Path.GetRelativePath(Repository.Root, path);
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence)
                continue;
            var start = i + 1;
            var end = Array.FindIndex(lines, start, line => line.TrimEnd() == fence.Groups["fence"].Value);
            if (end < 0)
                throw new InvalidDataException($"{document}:{start}: the block has no end");
            yield return new DocumentBlock(
                document,
                start,
                fence.Groups["language"].Value,
                fence.Groups["name"].Value,
                string.Join('\n', lines[start..end]) + "\n"
            );
            i = end;
        }
    }

    [GeneratedRegex("^(?<fence>```+)(?<language>[a-z]*) ?(?<name>[a-z0-9.-]*)$")]
    private static partial Regex Fence();
}
