using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Peers;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>A cut transfer is never a clean end, whichever side cuts it.</summary>
public abstract class TunnelEndTests(EngineKind kind) : EngineTests(kind)
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task SocketReset_AtEitherEnd_ResetsTheOther(bool visitorResets, bool duringATransfer)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        await visitor.SendAsync("x");
        using var served = await target.AcceptAsync();
        await served.ReadTextAsync(1);
        var (resetter, other) = visitorResets ? (visitor, served) : (served, visitor);

        if (duringATransfer)
            await resetter.SendAsync(new Payload(1, 1_000_000)).InTime();
        resetter.CloseWithReset();

        Assert.Equal(SocketEnd.Reset, (await other.ReadToEndAsync()).End);
        var (atVisitor, atTarget) = (await rig.NextVisitorOutcomeAsync(), await rig.NextTargetOutcomeAsync());
        var (near, far) = visitorResets ? (atVisitor, atTarget) : (atTarget, atVisitor);
        Assert.Equal(TunnelEnd.SocketReset, near.End);
        Assert.Equal((TunnelEnd.PeerReset, ErrorCode.SocketReset), (far.End, (ErrorCode)far.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SocketReset_WhileTheOtherReceives_ResetsIt(bool visitorResets)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        var (resetter, sender) = visitorResets ? (visitor, served) : (served, visitor);
        var sending = sender.SendAsync(new Payload(1, 1L << 40));
        await resetter.ReadTextAsync(100_000);

        resetter.CloseWithReset();

        await Assert.ThrowsAsync<SocketException>(() => sending.InTime());
        await rig.NextVisitorOutcomeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SessionClosed_MidTransfer_ResetsBothSockets(bool byGateway)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        var up = visitor.SendAsync(new Payload(1, 1L << 40));
        await served.ReadTextAsync(100_000);

        await (byGateway ? rig.Sessions.Server : rig.Sessions.Client).CloseAsync(1, "test").InTime();

        await Assert.ThrowsAsync<SocketException>(() => up.InTime());
        Assert.Equal(SocketEnd.Reset, (await served.ReadToEndAsync()).End);
        Assert.Equal(TunnelEnd.SessionLost, (await rig.NextVisitorOutcomeAsync()).End);
        Assert.Equal(TunnelEnd.SessionLost, (await rig.NextTargetOutcomeAsync()).End);
    }

    [Fact]
    public async Task ProcessKilled_WithTunnelsOpen_ResetsTheirSockets()
    {
        await using var target = new TcpTarget();
        await using var relay = await PeerProcess.RelayAsync(Kind, Credentials, target.EndPoint.Port);
        using var visitor = await TestSockets.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Port));
        await visitor.SendAsync("half");
        using var served = await target.AcceptAsync();
        Assert.Equal("half", await served.ReadTextAsync(4));
        await served.SendAsync("back");
        Assert.Equal("back", await visitor.ReadTextAsync(4));

        await relay.KillAsync();

        Assert.Equal(SocketEnd.Reset, (await visitor.ReadToEndAsync()).End);
        Assert.Equal(SocketEnd.Reset, (await served.ReadToEndAsync()).End);
    }

    [Fact]
    public async Task SessionClosed_WhileTunnelsIdleOrAreHalfClosed_ResetsTheirSockets()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var idle = await rig.VisitAsync();
        using var idleServed = await target.AcceptAsync();
        using var halfClosed = await rig.VisitAsync();
        using var halfClosedServed = await target.AcceptAsync();
        halfClosed.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await halfClosedServed.ReceiveAsync(new byte[1]).InTime());

        await rig.Sessions.Server.CloseAsync(1, "test").InTime();

        foreach (var socket in (Socket[])[idle, idleServed, halfClosed])
            Assert.Equal(SocketEnd.Reset, (await socket.ReadToEndAsync()).End);
    }

    [Fact]
    public async Task SessionEnded_BeforeTheVisitorCame_VisitorIsReset()
    {
        await using var rig = await new TunnelRig { Target = Addresses.Of("127.0.0.1", 9) }.StartAsync(Engine, Credentials);
        await rig.Sessions.Server.CloseAsync(1, "test").InTime();

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());
        Assert.Equal(TunnelEnd.SessionLost, (await rig.NextVisitorOutcomeAsync()).End);
    }

    [Fact]
    public async Task VisitorsOpening_ThatIsNotAcceptable_EndsInAReset()
    {
        await using var rig = await new TunnelRig { Target = TestOpening.Unacceptable }.StartAsync(Engine, Credentials);

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());
        Assert.Equal((TunnelEnd.PeerReset, TestTunnel.Rejection), EndAndCode(await rig.NextVisitorOutcomeAsync()));
        Assert.Equal((TunnelEnd.Rejected, TestTunnel.Rejection), EndAndCode(await rig.NextTargetOutcomeAsync()));
    }

    [Fact]
    public async Task TargetsOpening_ThatIsNotAcceptable_EndsInAReset()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint), Answer = TestOpening.Unacceptable }.StartAsync(Engine, Credentials);
        var visit = rig.VisitToEndAsync();
        using var served = await target.AcceptAsync();

        Assert.Equal(SocketEnd.Reset, await visit);
        Assert.Equal(SocketEnd.Reset, (await served.ReadToEndAsync()).End);
        Assert.Equal((TunnelEnd.Rejected, TestTunnel.Rejection), EndAndCode(await rig.NextVisitorOutcomeAsync()));
        Assert.Equal((TunnelEnd.PeerReset, TestTunnel.Rejection), EndAndCode(await rig.NextTargetOutcomeAsync()));
    }

    [Fact]
    public async Task Stream_ThatTheConnectorDoesNotTake_VisitorIsReset()
    {
        await using var rig = await new TunnelRig { Target = "", Take = () => false }.StartAsync(Engine, Credentials);

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());
        Assert.Equal((TunnelEnd.PeerReset, (ulong)ErrorCode.LimitReached), EndAndCode(await rig.NextVisitorOutcomeAsync()));
    }

    [Fact]
    public async Task ConnectorsHandler_ThatThrows_VisitorIsResetAndTheNextOneServed()
    {
        ExpectsErrors = true;
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig
        {
            Target = Addresses.Of(target.EndPoint),
            Take = () => throw new InvalidOperationException("broken"),
        }.StartAsync(Engine, Credentials);
        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        rig.Take = null;
        using var next = await rig.VisitAsync();
        await next.SendAsync("hello");
        Assert.Equal("hello", await next.ReadTextAsync(5));
    }

    private static (TunnelEnd End, ulong Code) EndAndCode(TunnelOutcome outcome) => (outcome.End, outcome.Code);
}
