using System.Diagnostics;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>A gateway on Google's gRPC: <c>gateway_peer.py</c>, whose lines are its events.</summary>
internal sealed class PythonGateway : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PythonGateway(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="address">As grpcio writes it: <c>localhost:port</c>, <c>unix:path</c>.</param>
    /// <param name="scenario">A function of the script.</param>
    /// <param name="token">The bearer token of its calls.</param>
    /// <param name="authority">A PEM file; given, the call goes over TLS.</param>
    public static PythonGateway Start(string address, string scenario, string token, string? authority = null)
    {
        // The distribution's module is for the distribution's interpreter, no other.
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Gateways", "gateway_peer.py"), address, scenario, token])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1", ["GRPC_VERBOSITY"] = "ERROR" },
        };
        if (authority is not null)
            start.ArgumentList.Add(authority);
        return new PythonGateway(Process.Start(start)!);
    }

    public async Task<string> LineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().InTime();
        return line ?? throw new InvalidOperationException(await _errors);
    }

    public async Task SucceedAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().InTime();
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
