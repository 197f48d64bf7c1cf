using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Killed, stopped and restarted processes.</summary>
public sealed class ProcessTests : Surroundings
{
    [Fact]
    public async Task ConnectorIsKilled_VisitorsAreResetWithinTenSeconds()
    {
        await using var connector = StartConnectorProcess("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await visitor.EchoAsync("before");
        await connector.SignalAsync("KILL");
        var watch = Stopwatch.StartNew();
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ConnectorIsKilledAndRestarted_IsAdmittedWithinTwoSeconds_AndThePortWorks()
    {
        await using var first = StartConnectorProcess("inside");
        var port = await PublishAsync("inside");
        var before = (await Control.Reports.WaitAsync(r => r.Session is { Up: true })).Session.SessionId;
        await first.SignalAsync("KILL");
        await first.ExitAsync();
        // Counted from the attempt: what a runtime needs to start is not ours.
        await using var second = await StartConnectorAsync("inside");
        var watch = Stopwatch.StartNew();
        await Control.Reports.WaitAsync(r => r.Session is { Up: true } s && s.SessionId != before);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal("again", await Visitor.ReachAsync(port, "again"));
    }

    [Fact]
    public async Task CertificateOfAnotherAuthority_IsRefused_AndTheLogNamesItAndWhy()
    {
        await using var gateway = StartGatewayProcess(0);
        var sessions = SessionPort(await gateway.WaitForLineAsync("Listening for connectors on"));
        using var strangers = new TestFiles();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var stranger = await RawPeer.ConnectAsync(strangers, "stranger", new IPEndPoint(IPAddress.Loopback, sessions));
            await stranger.EnterAsync();
        });
        Assert.Matches("certificate \"CN=stranger\": .*signed", await gateway.WaitForLineAsync("Refused a connector in the handshake"));
    }

    [Fact]
    public async Task ConnectorIsStopped_OthersGoOn_AndItsSuccessorTakesOver()
    {
        await using var stopped = StartConnectorProcess("inside");
        var port = await PublishAsync("inside");
        var before = (await Control.Reports.WaitAsync(r => r.Session is { Up: true })).Session.SessionId;
        await stopped.SignalAsync("STOP");
        using var stuck = await Visitor.ConnectAsync(port);
        await using var other = await StartConnectorAsync("other");
        using (var visitor = await Visitor.ConnectAsync(await PublishAsync("other")))
            Assert.Equal("hello", await visitor.EchoAsync("hello"));
        await using var successor = await StartConnectorAsync("inside");
        await Control.Reports.WaitAsync(r => r.Session is { Up: true, Uid: "inside" } s && s.SessionId != before);
        Assert.Equal(SocketError.ConnectionReset, await stuck.EndAsync());
        Assert.Equal("again", await Visitor.ReachAsync(port, "again"));
    }

    [Fact]
    public async Task ConnectorIsTerminated_ItEndsWithinFiveSeconds_AndTheGatewayKnowsAtOnce()
    {
        await using var connector = StartConnectorProcess("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await visitor.EchoAsync("before");
        var watch = Stopwatch.StartNew();
        await connector.SignalAsync("TERM");
        await Control.WaitForAsync("inside", AssignmentState.Waiting);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(0, await connector.ExitAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
    }

    [Fact]
    public async Task GatewayIsKilledAndRestarted_ConnectorsAreBackInTheTimeOfItsEngine_AndPortsListen()
    {
        // Only a gateway with ngtcp2 tells them that it has forgotten them; else they wait for their idle timeout.
        var limit = TimeSpan.FromSeconds(3) + (Engine == EngineNames.Ngtcp2 ? TimeSpan.Zero : new SessionLimits().IdleTimeout);
        await Gateway.DisposeAsync();
        var first = StartGatewayProcess(0);
        var sessions = SessionPort(await first.WaitForLineAsync("Listening for connectors on"));
        await using var connector = await RunningConnector.StartAsync(Files, "inside", $"127.0.0.1:{sessions}");
        var port = await PublishAsync("inside");
        await first.SignalAsync("KILL");
        await first.DisposeAsync();
        Control.Reports.Clear();

        await using var second = StartGatewayProcess(sessions);
        await second.WaitForLineAsync("Listening for connectors on");
        var watch = Stopwatch.StartNew();
        await Control.Reports.WaitAsync(r => r.Session is { Up: true });
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, limit);
        Assert.Equal(port, (int)(await Control.WaitForAsync("inside", AssignmentState.Listening)).Port);
        using var visitor = await Visitor.ConnectAsync(port);
        Assert.Equal("again", await visitor.EchoAsync("again"));
    }

    [Fact]
    public async Task LongDrainPeriod_IsGranted()
    {
        await using var connector = StartConnectorProcess("inside", "--Connector:DrainPeriod", "15s");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await visitor.EchoAsync("before");
        var watch = Stopwatch.StartNew();
        await connector.SignalAsync("TERM");
        // Longer than a process may take to end that was not given more.
        while (watch.Elapsed < TimeSpan.FromSeconds(6))
            Assert.Equal("during", await visitor.EchoAsync("during"));
        visitor.EndSending();
        Assert.Equal(SocketError.Success, await visitor.EndAsync());
        Assert.Equal(0, await connector.ExitAsync());
    }

    [Fact]
    public async Task GatewayIsKilled_WhatItCutIsNoCleanEnd()
    {
        await Gateway.DisposeAsync();
        await using var gateway = StartGatewayProcess(0);
        var sessions = SessionPort(await gateway.WaitForLineAsync("Listening for connectors on"));
        await using var connector = await RunningConnector.StartAsync(Files, "inside", $"127.0.0.1:{sessions}");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await visitor.EchoAsync("before");
        await gateway.SignalAsync("KILL");
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
    }

    [Fact]
    public async Task ConnectorIsKilled_WhatItCutIsNoCleanEnd()
    {
        await using var target = new TcpTarget();
        await using var connector = StartConnectorProcess("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside", target.EndPoint.ToString()));
        using var socket = await target.AcceptAsync();
        await visitor.SendAsync("half");
        Assert.Equal("half", await socket.ReadTextAsync(4));
        await connector.SignalAsync("KILL");
        Assert.Equal(SocketEnd.Reset, (await socket.ReadToEndAsync()).End);
    }

    [Fact]
    public async Task GatewayIsTerminated_ItEndsWithinFiveSeconds()
    {
        await Gateway.DisposeAsync();
        await using var gateway = StartGatewayProcess(0);
        var sessions = SessionPort(await gateway.WaitForLineAsync("Listening for connectors on"));
        await using var connector = await RunningConnector.StartAsync(Files, "inside", $"127.0.0.1:{sessions}");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await visitor.EchoAsync("before");
        var watch = Stopwatch.StartNew();
        await gateway.SignalAsync("TERM");
        Assert.Equal(0, await gateway.ExitAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
    }

    private RunningProcess StartConnectorProcess(string uid, params string[] more)
    {
        var (certificate, key) = Files.Client(uid);
        return RunningProcess.Start(
            typeof(ConnectorState),
            Files.Folder,
            [
                "--Connector:Gateways",
                Gateway.Address.ToString(),
                "--Connector:ServerName",
                "localhost",
                "--Connector:Targets",
                "*",
                "--Connector:CertificatePath",
                certificate,
                "--Connector:KeyPath",
                key,
                "--Connector:CaPath",
                Files.Authority,
                .. more,
            ]
        );
    }

    private static int SessionPort(string line) => int.Parse(line.Split("127.0.0.1:")[1].Split(' ')[0]);
}
