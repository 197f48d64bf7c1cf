namespace SocketWarp.Bench;

internal static class Repository
{
    /// <summary>The checkout that this program was built in.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SocketWarp.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("run the benchmark from its checkout");
        return directory.FullName;
    }
}
