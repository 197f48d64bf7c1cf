using System.Text.RegularExpressions;
using SocketWarp.TestSupport;

namespace SocketWarp.Architecture.Tests;

/// <summary>Folders of a project use each other one way too. A namespace is a folder; the outermost one composes the others.</summary>
public sealed partial class FolderTests
{
    [Theory]
    [InlineData("Sessions")]
    [InlineData("QuicGateway")]
    [InlineData("Connector")]
    [InlineData("ControlApi")]
    [InlineData("ScepServer")]
    public void Project_Folders_FormNoCycle(string project)
    {
        var files = Directory
            .EnumerateFiles(Repository.PathOf("src", project), "*.cs", SearchOption.AllDirectories)
            .Select(f => new SourceFile(f, $"SocketWarp.{project}"))
            .ToArray();
        var types = files.ToLookup(f => f.Namespace, f => f.Types).ToDictionary(g => g.Key, g => g.SelectMany(t => t).ToHashSet());
        var uses = files.SelectMany(f => types.Keys.Where(n => f.Uses(n, types[n])).Select(n => (From: f.Namespace, To: n, f.Name))).ToArray();

        // A folder that uses nothing that is left, or is used by nothing that is left, is in no cycle.
        for (var before = 0; before != uses.Length; )
        {
            before = uses.Length;
            uses = [.. uses.Where(u => uses.Any(o => o.From == u.To) && uses.Any(o => o.To == u.From))];
        }

        Assert.True(uses.Length == 0, string.Join('\n', uses.Select(u => $"{u.From} uses {u.To} in {u.Name}")));
    }

    private sealed partial class SourceFile
    {
        private readonly string _code;
        private readonly HashSet<string> _words;

        public SourceFile(string path, string outermost)
        {
            Name = Path.GetFileName(path);
            _code = Comments().Replace(File.ReadAllText(path), "");
            _words = [.. Words().Matches(_code).Select(w => w.Value)];
            // A file of top-level statements has no namespace.
            Namespace = NamespaceLine().Match(_code) is { Success: true } line ? line.Groups[1].Value : outermost;
        }

        public string Name { get; }

        public string Namespace { get; }

        public IEnumerable<string> Types => Declarations().Matches(_code).Select(d => d.Groups[1].Value);

        /// <summary>An unused using is an error of the build, so each one counts. What stands further out, or is named from there, needs none.</summary>
        public bool Uses(string other, IReadOnlySet<string> types) =>
            other != Namespace
            && (
                _code.Contains($"using {other};", StringComparison.Ordinal)
                || Namespace.StartsWith($"{other}.", StringComparison.Ordinal) && _words.Overlaps(types)
                || types.Any(type => _code.Contains($"{other.Split('.')[^1]}.{type}", StringComparison.Ordinal))
            );

        [GeneratedRegex("//.*")]
        private static partial Regex Comments();

        [GeneratedRegex(@"\w+")]
        private static partial Regex Words();

        [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
        private static partial Regex NamespaceLine();

        [GeneratedRegex(@"^[a-z][a-z ]*\b(?:class|struct|record|interface|enum|delegate [\w<>?]+) (\w+)", RegexOptions.Multiline)]
        private static partial Regex Declarations();
    }
}
