using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>A ControlApi as a process of its own.</summary>
internal static class ControlApiProcess
{
    public static RunningProcess Start(string? folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        RunningProcess.Start(typeof(ControlApiServices), folder, arguments, environment);

    /// <summary>Starts it with a state directory, on ports of the system's choice.</summary>
    public static RunningProcess StartIn(string directory, params string[] more) => Start(null, [.. Arguments(directory), .. more]);

    /// <summary>Starts as <see cref="StartIn"/> does; <see cref="LimitFilesAsync"/> then makes writes fail, because an ignored SIGXFSZ is inherited.</summary>
    public static RunningProcess StartLimitable(string directory, params string[] more) =>
        RunningProcess.Start("/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Executable, .. Arguments(directory), .. more]);

    /// <summary>Starts as <see cref="StartIn"/> does, on a file system of a few pages that only this process sees: see <see cref="InItsFileSystem"/>.</summary>
    public static RunningProcess StartOnSmallDisk(string directory, int bytes) =>
        RunningProcess.Start(
            "unshare",
            ["--mount", "/bin/sh", "-c", $"mount -t tmpfs -o size={bytes} tmpfs '{directory}' && exec \"$0\" \"$@\"", Executable, .. Arguments(directory)]
        );

    /// <summary>The REST address, once it listens.</summary>
    public static async Task<Uri> RestAsync(this RunningProcess process)
    {
        const string marker = "REST API on ";
        var line = await process.WaitForLineAsync(marker);
        return new Uri(line[(line.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..]);
    }

    /// <summary>A path as the process sees it.</summary>
    public static string InItsFileSystem(this RunningProcess process, string path) => $"/proc/{process.Id}/root{path}";

    /// <summary>Makes every fsync fail from now on, as a disk does that loses what it was given.</summary>
    /// <returns>Ends it.</returns>
    public static async Task<IAsyncDisposable> FailFsyncAsync(this RunningProcess process)
    {
        var strace = RunningProcess.Start("strace", ["-f", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-p", $"{process.Id}"]);
        await strace.WaitForLineAsync("attached");
        return strace;
    }

    /// <summary>Lets no file grow beyond that many bytes, as on a disk that is full; null takes the limit away.</summary>
    public static Task LimitFilesAsync(this RunningProcess process, long? bytes) =>
        RunningProcess.MustRunAsync("prlimit", [$"--pid={process.Id}", $"--fsize={(bytes is null ? "unlimited" : $"{bytes}")}:"]);

    private static string Executable { get; } = Repository.Executable("ControlApi");

    private static string[] Arguments(string directory) => ["--Api:Listen", "127.0.0.1:0", "--Control:Listen", "127.0.0.1:0", "--State:Directory", directory];
}
