using System.Diagnostics;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>A gateway on Google's gRPC: <c>gateway_peer.py</c>, whose lines are its events. A machine without <c>python3-grpcio</c> fails the test.</summary>
internal sealed class PythonGateway : IAsyncDisposable
{
    // The distribution's module is for the distribution's interpreter, no other.
    private const string Interpreter = "/usr/bin/python3";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private PythonGateway(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="address">As grpcio writes it: <c>localhost:port</c>, <c>unix:path</c>.</param>
    /// <param name="scenario">A function of the script.</param>
    /// <param name="token">The bearer token of its calls; empty: none is sent.</param>
    /// <param name="authority">A PEM file, for calls over TLS; empty: they go in clear text.</param>
    public static PythonGateway Start(string address, string scenario, string token, string authority)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Gateways", "gateway_peer.py");
        return new PythonGateway(
            Process.Start(
                new ProcessStartInfo(Interpreter, [script, address, scenario, token, authority])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1", ["GRPC_VERBOSITY"] = "ERROR" },
                }
            )!
        );
    }

    /// <summary>The next event.</summary>
    public async Task<string> LineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().InTime();
        return line ?? throw new InvalidOperationException(await _errors);
    }

    /// <summary>Lets it end, and waits until it has.</summary>
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
