using System.Diagnostics;

namespace SocketWarp.TestSupport;

/// <summary>One of our programs as a process of its own, with signals.</summary>
public sealed class ProcessUnderTest : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProcessUnderTest(Process process) => _process = process;

    /// <summary>What it wrote to standard error so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <param name="program">A class of the program's assembly.</param>
    public static ProcessUnderTest Start(Type program, string folder, params string[] arguments) => Start(program, folder, [], arguments);

    /// <param name="program">A class of the program's assembly.</param>
    /// <param name="environment">Added to ours.</param>
    public static ProcessUnderTest Start(Type program, string folder, Dictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.AssemblyOf(program), .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Start(start, folder);
    }

    /// <summary>Nobody reads its standard error, which is a pipe that is full from the start.</summary>
    public static ProcessUnderTest StartUnread(Type program, string folder, params string[] arguments)
    {
        const string Script = """
            mkfifo "$0" && exec 3<>"$0" && { dd if=/dev/zero of="$0" bs=4096 count=4096 oflag=nonblock 2>/dev/null; exec dotnet "$@" 2>&3 3>&-; }
            """;
        return Start(new ProcessStartInfo("sh", ["-c", Script, Path.Combine(folder, "unread"), Repository.AssemblyOf(program), .. arguments]), folder);
    }

    private static ProcessUnderTest Start(ProcessStartInfo start, string folder)
    {
        (start.WorkingDirectory, start.RedirectStandardError) = (folder, true);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        var started = new ProcessUnderTest(process);
        process.ErrorDataReceived += (_, line) => started.Add(line.Data);
        process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Waits for a line with this text, past or future.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_lines.Find(l => l.Contains(text, StringComparison.Ordinal)) is { } found)
                    return found;
                changed = _changed.Task;
            }

            await changed.InTime();
        }
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().InTime();
        return _process.ExitCode;
    }

    /// <param name="signal">As kill(1) calls it: TERM, KILL, STOP, CONT.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync().InTime();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await ExitAsync();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        TaskCompletionSource changed;
        lock (_lock)
        {
            _lines.Add(line);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }
}
