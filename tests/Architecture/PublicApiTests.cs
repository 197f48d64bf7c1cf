using System.Reflection;
using PublicApiGenerator;
using SocketWarp.TestSupport;

namespace SocketWarp.Architecture.Tests;

/// <summary>What a library shows to others is a decision: its public API is the one that its file in PublicApi has.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "ACCEPT_PUBLIC_API";

    // The .proto files say already what is made of them.
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = ["SocketWarp.Protocol.Control.", "SocketWarp.Protocol.Session.", "SocketWarp.Protocol.Tunnel."],
    };

    /// <summary>The libraries that Directory.Build.props names.</summary>
    public static TheoryData<string> Libraries =>
        [
            .. typeof(PublicApiTests)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(a => a.Key == nameof(Libraries))
                .Value!.Split(';', StringSplitOptions.RemoveEmptyEntries),
        ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicApi_OfALibrary_IsTheWrittenOne(string library)
    {
        var file = Repository.PathOf("tests", "Architecture", "PublicApi", $"SocketWarp.{library}.txt");
        var actual = Assembly.Load($"SocketWarp.{library}").GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(file, actual);

        var written = File.Exists(file) ? File.ReadAllText(file) : "";

        Assert.True(
            actual == written,
            $"""
            The public API of SocketWarp.{library} has changed:
            {Lines("- ", written, actual)}{Lines("+ ", actual, written)}
            When that is meant, run `{Accept}=1 ./test.sh Architecture` and commit {Path.GetRelativePath(Repository.Root, file)}; else make it internal again.
            """
        );
    }

    private static string Lines(string mark, string of, string but) =>
        string.Concat(of.Split('\n').Except(but.Split('\n')).Select(line => $"{mark}{line.Trim()}\n"));
}
