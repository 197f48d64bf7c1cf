namespace SocketWarp.Cli.Tests.Support;

/// <summary>Where things are in the checkout that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with the <c>warp</c> that was built with this test.</summary>
    public static string WarpFolder { get; } = Path.Combine(Root, "artifacts", "bin", "SocketWarp.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name);

    public static string Warp { get; } = Path.Combine(WarpFolder, OperatingSystem.IsWindows() ? "warp.exe" : "warp");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SocketWarp.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("SocketWarp.sln is in no parent folder");
        return directory.FullName;
    }
}
