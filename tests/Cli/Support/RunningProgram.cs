using System.Diagnostics;
using System.Text;

namespace SocketWarp.Cli.Tests.Support;

/// <summary>A real program. It and whatever it started are gone after disposal.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    private RunningProgram(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _error));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <param name="environment">Added to ours; null takes a variable away.</param>
    public static RunningProgram Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string directory)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment)
        {
            if (value is null)
                info.Environment.Remove(name);
            else
                info.Environment[name] = value;
        }

        return new RunningProgram(Process.Start(info)!);
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit ?? Limits.Step);
            await _reading.WaitAsync(Limits.Step);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"still running: {Error}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name without SIG, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync().InTime();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await ExitAsync();
        _process.Dispose();
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (text)
                text.Append(buffer, 0, count);
        }
    }
}
