using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketWarp.Cli.Tests.Support;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary><c>warp listener</c> where sw_listener stood, with <c>warp connector</c> where the other side's program stood.</summary>
public sealed class ListenerTests
{
    [Fact]
    public async Task Listener_SocketWarpsEnvironmentAndRequests_CarriesBytesAndEndsInTime()
    {
        await using var site = await Site.CreateAsync();
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var listener = site.StartListener();
        await using var connector = site.StartConnector();
        var port = Ports.FreeTcp();

        await UntilAsync(listener, connector, async () => (await OpenAsync(site, port, target.EndPoint.Port)).EndsWith(" 200", StringComparison.Ordinal));
        Assert.Equal("hello", await EchoAsync(port, "hello"));

        var list = await site.RunAsync(Warp.Program, "list", "--json");
        Assert.Contains($"\"port\":{port},\"uid\":\"{Site.Uid}\"", list.Output, StringComparison.Ordinal);
        var close = await site.RunAsync(Warp.Program, "close", $"{port}");
        Assert.Equal((0, $"{port} closed\n", ""), close);

        foreach (var program in new[] { connector, listener })
        {
            await program.SignalAsync("TERM");
            Assert.True(await program.ExitAsync(Limits.Shutdown) == 0, program.Error);
            Assert.Empty(LogFigures.Faults(program.Error));
        }
    }

    [Fact]
    public async Task Open_RealGateway_SaysWhyVisitorsAreReset()
    {
        await using var site = await Site.CreateAsync();
        await using var listener = site.StartListener();
        await using var connector = site.StartConnector();
        var deaf = Ports.FreeTcp();

        var open = (Code: -1, Output: "", Error: "");
        await UntilAsync(
            listener,
            connector,
            async () => (open = await site.RunAsync(Warp.Program, "open", Site.Uid, $"127.0.0.1:{deaf}", "--id", "deaf")).Code == 0
        );
        var port = int.Parse(open.Output.Split(' ')[0]);
        var failure = await Record.ExceptionAsync(() => EchoAsync(port, "hello"));
        Assert.IsType<SocketException>(failure is IOException ? failure.InnerException : failure);

        await UntilAsync(
            listener,
            connector,
            async () => (await site.RunAsync(Warp.Program, "status", $"{port}")).Output.Contains("1 × TargetRefused", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Open_PortOfAnotherProgram_FailsWithItsOwnCode()
    {
        await using var site = await Site.CreateAsync();
        await using var listener = site.StartListener();
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var open = (Code: -1, Output: "", Error: "");
        await UntilAsync(
            listener,
            listener,
            async () => (open = await site.RunAsync(Warp.Program, "open", Site.Uid, "127.0.0.1:1", "--port", $"{port}")).Code is not (2 or 6)
        );
        Assert.Equal((5, $"{port} failed\n"), (open.Code, open.Output));
        Assert.StartsWith($"warp: error: port {port} is taken", open.Error, StringComparison.Ordinal);
    }

    private static async Task<string> OpenAsync(Site site, int port, int target)
    {
        if (!File.Exists(site.AdminTokenFile))
            return "not started";
        var body = $$"""{"uid":"{{Site.Uid}}","port":{{port}},"connect_address":"127.0.0.1","connect_port":{{target}}}""";
        var authorization = $"Authorization: Bearer {(await File.ReadAllTextAsync(site.AdminTokenFile)).Trim()}";
        return (
            await site.RunAsync(
                "curl",
                "-s",
                "-w",
                " %{http_code}",
                "-X",
                "POST",
                "-H",
                authorization,
                "-H",
                "Content-Type: application/json",
                "-d",
                body,
                $"{site.Api}/open"
            )
        ).Output;
    }

    private static async Task<string> EchoAsync(int port, string text)
    {
        using var visitor = new TcpClient();
        await visitor.ConnectAsync(IPAddress.Loopback, port).InTime();
        await using var stream = visitor.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask().InTime();
        visitor.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().InTime();
    }

    /// <summary>Tries again and again, because processes have no event for others that they are ready; fails at once when one has ended.</summary>
    private static async Task UntilAsync(RunningProcess listener, RunningProcess connector, Func<Task<bool>> holds) =>
        await TestApi.UntilAsync(
            async () =>
            {
                Assert.False(listener.HasExited, listener.Error);
                Assert.False(connector.HasExited, connector.Error);
                return await holds();
            },
            done => done
        );
}
