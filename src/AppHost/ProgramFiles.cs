namespace SocketWarp.AppHost;

/// <summary>Where programs are.</summary>
internal static class ProgramFiles
{
    /// <summary>A program that was built with this one.</summary>
    public static string Of(string project, string program)
    {
        // …/bin/SocketWarp.AppHost/release/
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, OperatingSystem.IsWindows() ? $"{program}.exe" : program);
    }

    /// <summary>A program of this machine; null: it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
