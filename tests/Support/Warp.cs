namespace SocketWarp.TestSupport;

/// <summary>The <c>warp</c> that was built with this test, or published to <see cref="Repository.Published"/>.</summary>
public static class Warp
{
    public static string Folder { get; } =
        Repository.Published is { } published && File.Exists(ProgramIn(published))
            ? published
            : Repository.PathOf("artifacts", "bin", "SocketWarp.Cli", Repository.Configuration);

    public static string Program { get; } = ProgramIn(Folder);

    private static string ProgramIn(string folder) => Path.Combine(folder, OperatingSystem.IsWindows() ? "warp.exe" : "warp");
}
