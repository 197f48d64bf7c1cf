using System.Xml.Linq;
using SocketWarp.TestSupport;

namespace SocketWarp.Architecture.Tests;

/// <summary>Dependencies point one way, and services never reference each other.</summary>
public sealed class DependencyTests
{
    /// <summary>What each project may reference; a project that is not listed is a decision to make here.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Base"] = [],
        ["Protocol"] = [],
        ["Client"] = ["Base", "Protocol"],
        ["Pki"] = ["Base", "Protocol"],
        ["Transport"] = ["Base", "Protocol"],
        ["Store"] = ["Base"],
        ["Sessions"] = ["Base", "Protocol", "Pki", "Transport"],
        ["ServiceDefaults"] = ["Base"],
        ["Web"] = ["Base", "Protocol", "Pki", "ServiceDefaults"],
        ["ControlApi"] = ["Base", "Protocol", "Store", "ServiceDefaults", "Web"],
        ["ScepServer"] = ["Base", "Protocol", "Pki", "Store", "ServiceDefaults", "Web"],
        ["QuicGateway"] = ["Base", "Protocol", "Pki", "Transport", "Sessions", "ServiceDefaults"],
        ["Connector"] = ["Base", "Protocol", "Pki", "Transport", "Sessions", "ServiceDefaults"],
        ["AllInOne"] =
        [
            "Base",
            "Protocol",
            "Client",
            "Pki",
            "Transport",
            "Sessions",
            "ServiceDefaults",
            "Web",
            "ControlApi",
            "ScepServer",
            "QuicGateway",
            "Connector",
        ],
        ["AppHost"] = ["AllInOne", "Base", "Cli", "Connector", "ControlApi", "QuicGateway", "ScepServer", "ServiceDefaults"],
        ["Aspire"] = [],
        ["Cli"] = ["Base", "Protocol", "Client", "Pki"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(SourceDirectory).Where(d => Directory.GetFiles(d, "*.csproj").Length > 0).Select(d => Path.GetFileName(d))];

    private static string SourceDirectory => Repository.PathOf("src");

    /// <summary>The medium of a store is named where a service is composed, and nowhere else.</summary>
    [Fact]
    public void Services_OfTheStore_KnowTheLogAndNotItsMedium()
    {
        var naming = Directory
            .EnumerateFiles(SourceDirectory, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Path.Combine(SourceDirectory, "Store") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f).Contains("Sqlite", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(SourceDirectory, f).Replace('\\', '/'));

        Assert.Equal(["ControlApi/Store/EmbeddedStore.cs", "ScepServer/Clients/EmbeddedRegistry.cs"], naming.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatItMay(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"say in {nameof(DependencyTests)} what {project} may reference");
        var file = Path.Combine(SourceDirectory, project, $"SocketWarp.{project}.csproj");
        var references = XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileName(Path.GetDirectoryName(r.Attribute("Include")!.Value)!));
        Assert.Empty(references.Except(Allowed[project]));
    }

    /// <summary>References are transitive, so a using can reach past them.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Usings_NameOnlyWhatItMay(string project)
    {
        var used = Directory
            .EnumerateFiles(Path.Combine(SourceDirectory, project), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("using SocketWarp.", StringComparison.Ordinal))
            .Select(line => line["using SocketWarp.".Length..].Split('.', ';')[0]);
        Assert.Empty(used.Distinct().Except([project, .. Allowed[project]]));
    }
}
