using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace SocketWarp.TestSupport;

/// <summary>A real program whose output is kept. It and whatever it started are gone after disposal.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private readonly ProcessOutput _output;
    private readonly ProcessOutput _error;
    private int _linesTaken;
    private bool _isDisposed;

    private RunningProcess(Process process, string name)
    {
        (_process, _name) = (process, name);
        (_output, _error) = (new ProcessOutput(process.StandardOutput), new ProcessOutput(process.StandardError));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Everything on standard output so far.</summary>
    public string Output => _output.Text;

    /// <summary>Everything on standard error so far.</summary>
    public string Error => _error.Text;

    /// <summary>The whole lines on standard error so far.</summary>
    public IReadOnlyList<string> Lines => _error.Lines;

    /// <summary>Its standard input, where it was started with one.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <param name="file">A name or a path; a program that is missing fails the test: set-up installs it.</param>
    /// <param name="arguments">One string each, no shell in between.</param>
    /// <param name="environment">Added to ours; null takes a variable away.</param>
    /// <param name="folder">The working directory; null is ours.</param>
    /// <param name="input">Whether <see cref="Input"/> stays open; otherwise it is at its end.</param>
    public static RunningProcess Start(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null,
        bool input = false
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start)!;
            if (!input)
                process.StandardInput.Close();
            return new RunningProcess(process, Path.GetFileName(file));
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{file} does not start ({exception.Message}): run setup/test-tools.sh", exception);
        }
    }

    /// <summary>Starts one of our programs.</summary>
    /// <param name="program">A class of the program's assembly.</param>
    public static RunningProcess Start(Type program, string? folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        Start("dotnet", [Repository.AssemblyOf(program), .. arguments], environment, folder);

    /// <summary>Starts one of our programs whose standard error nobody reads: it is a pipe that is full from the start.</summary>
    /// <param name="program">A class of the program's assembly.</param>
    public static RunningProcess StartUnread(Type program, string folder, params string[] arguments)
    {
        const string Script = """
            mkfifo "$0" && exec 3<>"$0" && { dd if=/dev/zero of="$0" bs=4096 count=4096 oflag=nonblock 2>/dev/null; exec dotnet "$@" 2>&3 3>&-; }
            """;
        return Start("sh", ["-c", Script, Path.Combine(folder, "unread"), Repository.AssemblyOf(program), .. arguments], folder: folder);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null,
        TimeSpan? limit = null
    )
    {
        await using var process = Start(file, arguments, environment, folder);
        return (await process.ExitAsync(limit), process.Output, process.Error);
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="InvalidOperationException">when the exit code is not 0.</exception>
    public static async Task<string> MustRunAsync(string file, IEnumerable<string> arguments, string input = "", string? folder = null, TimeSpan? limit = null)
    {
        await using var process = Start(file, arguments, folder: folder, input: true);
        await process.Input.WriteAsync(Encoding.UTF8.GetBytes(input)).InTime(limit);
        process.Input.Close();
        var code = await process.ExitAsync(limit);
        return code == 0 ? process.Output : throw new InvalidOperationException($"{file} ended with {code}: {process.Error}{process.Output}");
    }

    /// <summary>Waits for a line of standard error with this text, past or future.</summary>
    public Task<string> WaitForLineAsync(string text, TimeSpan? limit = null) =>
        UntilAsync(_error, () => _error.FindLine(line => line.Contains(text, StringComparison.Ordinal)), $"a line with \"{text}\"", limit);

    /// <summary>Waits for a line of standard output, behind those that were waited for before.</summary>
    public Task<string> LineAsync(Func<string, bool>? wanted = null, TimeSpan? limit = null) =>
        UntilAsync(_output, () => _output.FindLine(wanted ?? (_ => true), ref _linesTaken), "the line of standard output", limit);

    /// <summary>Waits until standard error, past and future, has what is wanted, and returns all of it.</summary>
    public Task<string> ErrorAsync(Func<string, bool> wanted, TimeSpan? limit = null) =>
        UntilAsync(_error, () => Error is var error && wanted(error) ? error : null, "what was wanted", limit);

    /// <summary>Waits for the end and returns the exit code; all output is there then.</summary>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        try
        {
            await _process.WaitForExitAsync().InTime(limit);
            await Task.WhenAll(_output.Ended, _error.Ended).InTime(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{_name} has not ended after {limit ?? Waiting.Patience}: {Error}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name without SIG: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public Task SignalAsync(string signal) => MustRunAsync("kill", [$"-{signal}", $"{Id}"]);

    /// <summary>Ends it as a power cut would, and waits until it has ended.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await ExitAsync();
        _process.Dispose();
    }

    private async Task<string> UntilAsync(ProcessOutput output, Func<string?> find, string wanted, TimeSpan? limit)
    {
        using var patience = new CancellationTokenSource(limit ?? Waiting.Patience);
        while (true)
        {
            // Taken before looking: what comes in between completes it.
            var (changed, hasEnded) = (output.Changed, output.Ended.IsCompleted);
            if (find() is { } found)
                return found;
            if (hasEnded)
                throw new InvalidOperationException($"{_name} ended before {wanted} came: {Output}{Error}");
            Task either = Task.WhenAny(changed, output.Ended);
            await either.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested && !either.IsCompleted)
                throw new TimeoutException($"{wanted} did not come from {_name} within {limit ?? Waiting.Patience}: {Output}{Error}");
        }
    }
}
