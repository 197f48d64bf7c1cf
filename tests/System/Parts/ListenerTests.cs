using System.Net;
using SocketWarp.AllInOne.Demo;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Parts;

/// <summary>The drop-in listener, started and used as <c>sw_listener</c> was: its environment, its routes, no tokens.</summary>
public sealed class ListenerTests : IDisposable
{
    private readonly PartFiles _files = new();

    [Fact]
    public async Task Listener_WithTheEnvironmentOfSocketWarp_OpensPublishesListsAndCloses()
    {
        using var limit = new CancellationTokenSource(Limits.Start);
        await using var target = await DemoTarget.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), limit.Token);
        await using var listener = StartListener();
        await using var connector = _files.StartConnector();
        var visitorPort = Ports.FreeTcp();
        var open = $$"""{"uid":"{{PartFiles.Uid}}","port":{{visitorPort}},"connect_address":"127.0.0.1","connect_port":{{target.Port}}}""";

        Assert.Equal("TcpListener created successfully!", await CurlAsync("POST", "open", open));
        Assert.Equal(
            $$"""[{"port":{{visitorPort}},"uid":"{{PartFiles.Uid}}","connect_address":"127.0.0.1","connect_port":{{target.Port}}}]""",
            await CurlAsync("GET", "list")
        );
        Assert.Equal("hello\n", await RunningProcess.MustRunAsync("ncat", ["127.0.0.1", $"{visitorPort}"], "hello\n"));
        Assert.Equal($"Task {visitorPort} canceled", await CurlAsync("DELETE", "close", $$"""{"port":{{visitorPort}}}"""));

        await listener.SignalAsync("TERM");
        Assert.Equal(0, await listener.ExitAsync(Limits.Shutdown));
    }

    [Fact]
    public async Task Listener_StartedAndEnded_ComplainsOfNoLinkWithinItself()
    {
        await using var listener = StartListener();
        await UntilAttachedAsync();
        await listener.SignalAsync("TERM");
        Assert.Equal(0, await listener.ExitAsync(Limits.Shutdown));
        Assert.DoesNotContain("No link to ControlApi", listener.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private RunningProcess StartListener()
    {
        var environment = new Dictionary<string, string?>
        {
            ["SWL_CERT_PATH"] = _files.GatewayCertificate,
            ["SWL_KEY_PATH"] = _files.GatewayKey,
            ["SWL_CA_PATH"] = _files.Ca,
            ["SWL_ADDRS"] = $"{IPAddress.Loopback}",
            ["SWL_PORT"] = $"{_files.GatewayPort}",
            ["APIS_ADDRS"] = $"{IPAddress.Loopback}",
            ["APIS_PORT"] = $"{_files.Api.Port}",
            ["SWL_LOG_LEVEL"] = "warn",
        };
        return RunningProcess.Start(
            Warp.Program,
            ["listener", "--State:Directory", _files.State, "--Api:AllowAnonymous", "Admin", "--Gateway:Admission:Verify", "false"],
            environment
        );
    }

    private async Task UntilAttachedAsync()
    {
        using var limit = new CancellationTokenSource(Limits.Start);
        while (!(await CurlAsync("GET", "api/v1/gateways")).Contains("\"attached\":true", StringComparison.Ordinal))
            limit.Token.ThrowIfCancellationRequested();
    }

    private Task<string> CurlAsync(string method, string path, string? body = null) =>
        RunningProcess.MustRunAsync(
            "curl",
            [
                "-sS",
                "--fail",
                "--retry",
                "20",
                "--retry-delay",
                "1",
                "--retry-all-errors",
                "-X",
                method,
                $"{_files.Api}{path}",
                .. body is null ? Array.Empty<string>() : ["-H", "Content-Type: application/json", "-d", body],
            ]
        );
}
