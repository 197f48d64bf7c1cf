using SocketWarp.TestSupport;

namespace SocketWarp.Architecture.Tests;

/// <summary>The text files of the checkout that people write, without what builds leave there.</summary>
internal static class FileList
{
    private static readonly string[] Folders = ["src", "tests", "docs", "bench", "fuzz", "setup"];
    private static readonly string[] Extensions = [".cs", ".csproj", ".json", ".md", ".props", ".proto", ".py", ".sh", ".txt"];
    private static readonly string[] Skipped = ["artifacts", "bin", "obj"];

    /// <summary>Paths below the root, with <c>/</c>, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new DirectoryInfo(Repository.Root)
            .EnumerateFiles()
            .Concat(Folders.SelectMany(folder => Walk(new DirectoryInfo(Repository.PathOf(folder)))))
            .Where(file => Extensions.Contains(file.Extension))
            .Select(file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<string> Code => All.Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Documents => All.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Concat(folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name) && !inner.Name.StartsWith('.')).SelectMany(Walk));
}
