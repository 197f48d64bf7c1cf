using System.Diagnostics;
using System.Threading.Channels;

namespace SocketWarp.Rpc.Tests.Peers;

/// <summary>A Python process that runs one of the peer scripts; its lines are its events.</summary>
internal sealed class PythonPeer : IAsyncDisposable
{
    // The distribution's module is for the distribution's interpreter, whatever else the path has.
    private const string Interpreter = "/usr/bin/python3";

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private readonly Task<string> _errors;

    private PythonPeer(Process process)
    {
        _process = process;
        _reading = ReadAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static PythonPeer Start(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(File.Exists(Interpreter) ? Interpreter : "python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Leaves no compiled modules behind and is deaf to the machine's proxy settings.
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1", ["GRPC_VERBOSITY"] = "ERROR", ["PYTHONUTF8"] = "1" },
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Peers", script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return new(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Fail($"python3 does not start ({e.Message}): the set-up script installs it with python3-grpcio.");
            throw;
        }
    }

    /// <summary>The next line; fails with what the script complained of when there is none.</summary>
    public async Task<string> LineAsync()
    {
        try
        {
            return await _lines.Reader.ReadAsync();
        }
        catch (ChannelClosedException)
        {
            Assert.Fail(await ComplaintAsync());
            throw;
        }
    }

    public async Task ExpectLineAsync(string expected) => Assert.Equal(expected, await LineAsync());

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    public async Task ExpectSuccessAsync()
    {
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            Assert.Fail(await ComplaintAsync());
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _reading;
        await _errors;
        _process.Dispose();
    }

    private async Task<string> ComplaintAsync()
    {
        var errors = await _errors;
        return errors.Contains("ModuleNotFoundError", StringComparison.Ordinal)
            ? $"python3-grpcio is missing; the set-up script installs it (Debian: apt install python3-grpcio).\n{errors}"
            : errors;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _lines.Writer.TryWrite(line);
        _lines.Writer.Complete();
    }
}
