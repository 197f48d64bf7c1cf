using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace SocketWarp.SystemTests.Support;

/// <summary>A real program with captured output. It and whatever it started are gone after disposal.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task _readingError;
    private readonly Lock _lock = new();
    private bool _isDisposed;
    private TaskCompletionSource _errorCame = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Tool(Process process)
    {
        _process = process;
        _readingError = ReadErrorAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Stream Input => _process.StandardInput.BaseStream;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Everything on standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_lock)
                return _error.ToString();
        }
    }

    /// <param name="file">Tool or path; one that is missing fails the test: set-up installs it.</param>
    /// <param name="arguments">One string each, no shell in between.</param>
    /// <param name="environment">Added to ours.</param>
    /// <param name="directory">Working directory; null is ours.</param>
    public static Tool Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        try
        {
            return new Tool(Process.Start(info)!);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{file} does not start ({e.Message}): run setup/test-tools.sh", e);
        }
    }

    /// <summary>Runs to the end with <paramref name="input"/> and returns standard output.</summary>
    /// <exception cref="InvalidOperationException">when the exit code is not 0.</exception>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, string input = "", TimeSpan? limit = null)
    {
        await using var program = Start(file, arguments);
        var output = program.Output.ReadToEndAsync();
        await program.Input.WriteAsync(Encoding.UTF8.GetBytes(input));
        program.Input.Close();
        var code = await program.ExitAsync(limit ?? Limits.Step);
        return code == 0 ? await output : throw new InvalidOperationException($"{file} ended with {code}: {program.Error}{await output}");
    }

    /// <summary>Waits for a line of standard output.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted, TimeSpan limit)
    {
        try
        {
            using var timeout = new CancellationTokenSource(limit);
            while (await Output.ReadLineAsync(timeout.Token) is { } line)
            {
                if (wanted(line))
                    return line;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the line did not come within {limit.TotalSeconds} s; standard error: {Error}");
        }

        await _readingError.WaitAsync(Limits.Step);
        throw new InvalidOperationException($"the program ended before the line came; standard error: {Error}");
    }

    /// <summary>Waits until standard error, past and future, has what is wanted, and returns all of it.</summary>
    public async Task<string> ErrorAsync(Func<string, bool> wanted, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        while (true)
        {
            Task came;
            lock (_lock)
                came = _errorCame.Task;
            var error = Error;
            if (wanted(error))
                return error;
            try
            {
                await came.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"what was wanted did not come within {limit.TotalSeconds} s; standard error: {error}");
            }
        }
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        await _readingError.WaitAsync(limit);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name without SIG: <c>TERM</c>, <c>INT</c>, <c>KILL</c>.</summary>
    public Task SignalAsync(string signal) => RunAsync("kill", [$"-{signal}", $"{Id}"]);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Limits.Step);
        await _readingError.WaitAsync(Limits.Step);
        _process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            TaskCompletionSource came;
            lock (_lock)
            {
                _error.AppendLine(line);
                (came, _errorCame) = (_errorCame, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            came.SetResult();
        }
    }
}
