using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>A gateway on Google's gRPC: <c>gateway_peer.py</c>, whose lines are its events. A machine without <c>python3-grpcio</c> fails the test.</summary>
internal static class PythonGateway
{
    // The distribution's module is for the distribution's interpreter, no other.
    private const string Interpreter = "/usr/bin/python3";

    /// <param name="address">As grpcio writes it: <c>localhost:port</c>, <c>unix:path</c>.</param>
    /// <param name="scenario">A function of the script.</param>
    /// <param name="token">The bearer token of its calls; empty: none is sent.</param>
    /// <param name="authority">A PEM file, for calls over TLS; empty: they go in clear text.</param>
    public static RunningProcess Start(string address, string scenario, string token, string authority) =>
        RunningProcess.Start(
            Interpreter,
            [Path.Combine(AppContext.BaseDirectory, "Gateways", "gateway_peer.py"), address, scenario, token, authority],
            new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["GRPC_VERBOSITY"] = "ERROR" },
            input: true
        );

    /// <summary>Lets it end, and waits until it has.</summary>
    public static async Task SucceedAsync(this RunningProcess gateway)
    {
        gateway.Input.Close();
        Assert.True(await gateway.ExitAsync() == 0, gateway.Error);
    }
}
