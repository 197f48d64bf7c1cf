using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Support;

/// <summary>The <c>warp</c> that was built with this test.</summary>
internal static class Warp
{
    public static string Folder { get; } = Repository.PathOf("artifacts", "bin", "SocketWarp.Cli", Repository.Configuration);

    public static string Program { get; } = Path.Combine(Folder, OperatingSystem.IsWindows() ? "warp.exe" : "warp");
}
