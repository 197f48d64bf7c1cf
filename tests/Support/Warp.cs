namespace SocketWarp.TestSupport;

/// <summary>The <c>warp</c> that was built with this test.</summary>
public static class Warp
{
    public static string Folder { get; } = Repository.PathOf("artifacts", "bin", "SocketWarp.Cli", Repository.Configuration);

    public static string Program { get; } = Path.Combine(Folder, OperatingSystem.IsWindows() ? "warp.exe" : "warp");
}
