using System.Text.RegularExpressions;
using SocketWarp.TestSupport;

namespace SocketWarp.Architecture.Tests;

/// <summary>What the formatter (`dotnet csharpier format .`) does, and what it leaves to people.</summary>
public sealed partial class CodeStyleTests
{
    private const int Columns = 160;

    private static readonly string[] Folders = ["src", "tests", "bench", "fuzz"];

    private static IEnumerable<(string Place, string Line)> Code =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Repository.PathOf(), file)
        where !name.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from line in File.ReadLines(file).Select((text, index) => ($"{name}:{index + 1}", text))
        select line;

    [Fact]
    public void Lines_AreNoLongerThanAScreen() => Assert.Empty(Code.Where(c => c.Line.Length > Columns).Select(c => $"{c.Place} has {c.Line.Length} columns"));

    [Fact]
    public void Statement_OfAnIf_StandsOnItsOwnLine() =>
        Assert.Empty(Code.Where(c => If().IsMatch(c.Line) && HasStatement(c.Line)).Select(c => $"{c.Place} {c.Line.Trim()}"));

    [Fact]
    public void Types_OfDifferentProjects_HaveDifferentNames()
    {
        var types =
            from code in Code
            where code.Place.StartsWith("src", StringComparison.Ordinal)
            let type = Type().Match(code.Line)
            where type.Success && type.Groups["name"].Value != "Program"
            let project = code.Place.Split(Path.DirectorySeparatorChar)[1]
            select (Name: type.Groups["name"].Value, Project: project);
        Assert.Empty(
            types.Distinct().GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => $"{g.Key} is in {string.Join(" and ", g.Select(t => t.Project))}")
        );
    }

    /// <summary>Whether something follows the condition.</summary>
    private static bool HasStatement(string line)
    {
        var depth = 0;
        for (var i = line.IndexOf('(', StringComparison.Ordinal); i < line.Length; i++)
        {
            depth += line[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (depth == 0)
                return line[(i + 1)..].TrimEnd() is { Length: > 0 } rest && rest.EndsWith(';');
        }

        return false;
    }

    [GeneratedRegex(@"^\s*(else )?if \(")]
    private static partial Regex If();

    [GeneratedRegex(
        @"^(public |internal |static |sealed |abstract |readonly |partial |unsafe |ref )*(class|record struct|record|struct|enum|interface) (?<name>\w+)"
    )]
    private static partial Regex Type();
}
