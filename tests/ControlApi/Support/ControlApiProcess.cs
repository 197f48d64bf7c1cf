using System.Diagnostics;
using System.Globalization;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>The real executable. Disposing kills it.</summary>
internal sealed class ControlApiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<Uri> _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private ControlApiProcess(string[] arguments, (string Name, string Value)[] environment, string? workingDirectory, string? program = null)
    {
        var start = new ProcessStartInfo(program ?? Executable, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    private static string Executable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "SocketWarp.ControlApi.exe" : "SocketWarp.ControlApi");

    /// <summary>What it wrote to standard error, so far or, once it has ended, at all.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public static ControlApiProcess Start(params string[] arguments) => new(arguments, [], null);

    public static ControlApiProcess Start(string[] arguments, (string Name, string Value)[] environment, string? workingDirectory = null) =>
        new(arguments, environment, workingDirectory);

    /// <summary>Starts it with a state directory, on ports of the system's choice.</summary>
    public static ControlApiProcess StartIn(string directory, params string[] more) => new([.. Arguments(directory), .. more], [], null);

    /// <summary>Starts as <see cref="StartIn"/> does; <see cref="LimitFilesAsync"/> then makes writes fail, because an ignored SIGXFSZ is inherited.</summary>
    public static ControlApiProcess StartLimitable(string directory, params string[] more) =>
        new(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Executable, .. Arguments(directory), .. more], [], null, "/bin/sh");

    /// <summary>Starts as <see cref="StartIn"/> does, on a file system of a few pages that only this process sees: see <see cref="InItsFileSystem"/>.</summary>
    public static ControlApiProcess StartOnSmallDisk(string directory, int bytes) =>
        new(
            ["--mount", "/bin/sh", "-c", $"mount -t tmpfs -o size={bytes} tmpfs '{directory}' && exec \"$0\" \"$@\"", Executable, .. Arguments(directory)],
            [],
            null,
            "unshare"
        );

    /// <summary>A path as the process sees it.</summary>
    public string InItsFileSystem(string path) => $"/proc/{_process.Id}/root{path}";

    /// <summary>Makes every fsync fail from now on, as a disk does that loses what it was given.</summary>
    /// <returns>Ends it.</returns>
    public async Task<IAsyncDisposable> FailFsyncAsync()
    {
        var strace = Process.Start(
            new ProcessStartInfo("strace", ["-f", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-p", $"{_process.Id}"])
            {
                RedirectStandardError = true,
            }
        )!;
        // It says so when it is there.
        while (await strace.StandardError.ReadLineAsync().InTime() is { } line && !line.Contains("attached", StringComparison.Ordinal)) { }

        var reading = strace.StandardError.ReadToEndAsync();
        return new Fault(strace, reading);
    }

    /// <summary>Lets no file grow beyond that many bytes, as on a disk that is full; null takes the limit away.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        using var prlimit = Process.Start("prlimit", [$"--pid={_process.Id}", $"--fsize={bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:"]);
        await prlimit.WaitForExitAsync().InTime();
        Assert.Equal(0, prlimit.ExitCode);
    }

    /// <summary>The REST address, once it listens.</summary>
    public async Task<Uri> RestAsync() => await _rest.Task.InTime();

    /// <summary>SIGKILL, or what comes nearest.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().InTime();
        await _reading.InTime();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static string[] Arguments(string directory) => ["--Api:Listen", "127.0.0.1:0", "--Control:Listen", "127.0.0.1:0", "--State:Directory", directory];

    private async Task ReadAsync()
    {
        const string marker = "REST API on ";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
            var at = line.IndexOf(marker, StringComparison.Ordinal);
            if (at >= 0)
                _rest.TrySetResult(new Uri(line[(at + marker.Length)..]));
        }

        _rest.TrySetException(new InvalidOperationException($"it ended before it listened: {string.Join('\n', Lines)}"));
    }

    private sealed class Fault(Process process, Task reading) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync().InTime();
            await reading.InTime();
            process.Dispose();
        }
    }
}
