using SocketWarp.SystemTests.Parts;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Lifetime;

/// <summary><c>--health</c> of the programs that have no HTTP.</summary>
public sealed class HealthTests
{
    private const string Setting = "SOCKETWARP_Process__HealthSocket";

    [Fact]
    public async Task Health_OfGatewayAndConnector_IsAskedByTheirOwnPrograms()
    {
        using var files = new PartFiles();
        var (gatewaySocket, connectorSocket) = (Path.Combine(files.Directory, "gateway.sock"), Path.Combine(files.Directory, "connector.sock"));
        Assert.Equal((1, ""), await AskAsync("QuicGateway", gatewaySocket));
        files.Environment[Setting] = connectorSocket;
        await using var connector = files.StartConnector();
        await connector.WaitForLineAsync("Connector");
        Assert.StartsWith("unhealthy: connector: no session is up", await UntilAsync("Connector", connectorSocket, 1), StringComparison.Ordinal);

        files.Environment[Setting] = gatewaySocket;
        await using var gateway = files.StartGateway();
        Assert.StartsWith(
            "degraded: gateway: no link to ControlApi; ports and tunnels go on\ngateway default: sessions ",
            await UntilAsync("QuicGateway", gatewaySocket, 0),
            StringComparison.Ordinal
        );
        Assert.StartsWith("healthy\nconnector ", await UntilAsync("Connector", connectorSocket, 0), StringComparison.Ordinal);

        files.Environment.Remove(Setting);
        await using (var api = files.StartControlApi())
            await UntilAsync("QuicGateway", gatewaySocket, 0, "healthy\n");
        await gateway.SignalAsync("TERM");
        Assert.Equal(0, await gateway.ExitAsync(Limits.Shutdown));
        Assert.False(File.Exists(gatewaySocket));
        Assert.Equal((1, ""), await AskAsync("QuicGateway", gatewaySocket));
    }

    [Fact]
    public async Task Health_WithoutASocket_NamesTheSetting()
    {
        var (code, _, error) = await RunningProcess.RunAsync(Repository.Executable("QuicGateway"), ["--health"]);

        Assert.Equal((2, "socketwarp-gateway: error: Process:HealthSocket is missing: name a Unix socket, for the process and for --health\n"), (code, error));
    }

    [Fact]
    public async Task Socket_ThatAnotherProcessAnswers_IsNotTaken()
    {
        using var files = new PartFiles();
        var socket = Path.Combine(files.Directory, "health.sock");
        files.Environment[Setting] = socket;
        await using var first = files.StartControlApi();
        await UntilAsync("ControlApi", socket, 0);

        await using var second = files.StartConnector();

        Assert.Equal(1, await second.ExitAsync(Limits.Start));
        Assert.Contains("where another process answers: name another file", second.Error, StringComparison.Ordinal);
    }

    private static async Task<string> UntilAsync(string project, string socket, int code, string start = "")
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        while (true)
        {
            var (answer, output) = await AskAsync(project, socket);
            if (answer == code && output.Length > 0 && output.StartsWith(start, StringComparison.Ordinal))
                return output;
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    private static async Task<(int Code, string Output)> AskAsync(string project, string socket)
    {
        var (code, output, _) = await RunningProcess.RunAsync(Repository.Executable(project), ["--health", "--Process:HealthSocket", socket]);
        return (code, output);
    }
}
