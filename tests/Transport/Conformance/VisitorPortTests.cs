using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>A port is ours from bind to dispose, and lets in whom its handler admits, when it accepts.</summary>
public abstract class VisitorPortTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task Port_BoundButNotAccepting_RefusesVisitors()
    {
        await using var port = Engine.BindVisitorPort(new IPEndPoint(IPAddress.Loopback, 0), new TunnelRig { Target = "" });

        await AssertRefusedAsync(port.LocalEndPoint);
    }

    [Fact]
    public async Task Port_BoundButNotAccepting_CanBeTakenByNobodyElse()
    {
        await using var port = Engine.BindVisitorPort(new IPEndPoint(IPAddress.Loopback, 0), new TunnelRig { Target = "" });

        AssertTaken(port.LocalEndPoint);
    }

    [Fact]
    public async Task Port_StoppedAndStarted_RefusesAndServesAndVisitorsGoOn()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        await AssertEchoesAsync(visitor);

        for (var i = 0; i < 3; i++)
        {
            rig.Port.StopAccepting();
            await AssertTurnedAwayAsync(rig.Port.LocalEndPoint);
            AssertTaken(rig.Port.LocalEndPoint);
            await AssertEchoesAsync(visitor);

            rig.Port.StartAccepting();
            using var another = await TestSockets.ConnectAsync(rig.Port.LocalEndPoint);
            await AssertEchoesAsync(another);
        }
    }

    [Fact]
    public async Task Port_Disposed_IsFreeAtOnceAndVisitorsGoOn()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        await AssertEchoesAsync(visitor);

        await rig.Port.DisposeAsync().InTime();

        await AssertRefusedAsync(rig.Port.LocalEndPoint);
        await using (var again = Engine.BindVisitorPort(rig.Port.LocalEndPoint, rig))
        {
            again.StartAccepting();
            using var another = await TestSockets.ConnectAsync(rig.Port.LocalEndPoint);
            await AssertEchoesAsync(another);
        }

        await AssertEchoesAsync(visitor);
    }

    [Fact]
    public async Task Port_WhoseVisitorsWereClosedByUs_CanBeBoundAgainAtOnce()
    {
        // The side that closes first keeps the connection in TIME_WAIT, which must not keep a restarted gateway from its port.
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using (var visitor = await rig.VisitAsync())
        {
            (await target.AcceptAsync()).Close();
            Assert.Equal(0, await visitor.ReceiveAsync(new byte[1]).InTime());
        }

        await rig.NextVisitorOutcomeAsync();
        await rig.Port.DisposeAsync().InTime();

        await using var again = Engine.BindVisitorPort(rig.Port.LocalEndPoint, rig);
        again.StartAccepting();
        using var another = await TestSockets.ConnectAsync(again.LocalEndPoint);
    }

    [Fact]
    public void Bind_OnAPortThatIsTaken_SaysAddressInUse()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        var error = Assert.Throws<TransportException>(() => Engine.BindVisitorPort((IPEndPoint)taken.LocalEndPoint!, new TunnelRig { Target = "" }));

        Assert.Equal(TransportError.AddressInUse, error.Error);
    }

    [Theory]
    [InlineData("0.0.0.0", "on IPv4, though not on IPv6")]
    [InlineData("::", "on IPv6, though not on IPv4")]
    public void Bind_OnAPortThatIsTakenInOneFamily_SaysInWhich(string address, string expected)
    {
        using var taken = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var error = Assert.Throws<TransportException>(() => Engine.BindVisitorPort(new IPEndPoint(IPAddress.IPv6Any, port), new TunnelRig { Target = "" }));

        Assert.Equal((TransportError.AddressInUse, $"port {port} is taken {expected}"), (error.Error, error.Message));
    }

    [Fact]
    public async Task Bind_OnAPortOfOurOwn_SaysAddressInUse()
    {
        await using var port = Engine.BindVisitorPort(new IPEndPoint(IPAddress.Loopback, 0), new TunnelRig { Target = "" });

        var error = Assert.Throws<TransportException>(() => Engine.BindVisitorPort(port.LocalEndPoint, new TunnelRig { Target = "" }));

        Assert.Equal(TransportError.AddressInUse, error.Error);
    }

    [Fact]
    public void Bind_OnAnAddressOfSomebodyElse_SaysAddressUnavailable()
    {
        var error = Assert.Throws<TransportException>(() =>
            Engine.BindVisitorPort(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), new TunnelRig { Target = "" })
        );

        Assert.Equal(TransportError.AddressUnavailable, error.Error);
    }

    [Fact]
    public async Task Visitor_ThatIsNotAdmitted_IsResetAtOnceAndOthersAreServed()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var inside = await rig.VisitAsync();
        await AssertEchoesAsync(inside);

        rig.Admit = _ => false;
        for (var i = 0; i < 20; i++)
            Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        await AssertEchoesAsync(inside);
        rig.Admit = null;
        using var next = await rig.VisitAsync();
        await AssertEchoesAsync(next);
    }

    [Fact]
    public async Task GatewaysHandler_ThatThrows_VisitorIsResetAndTheNextOneServed()
    {
        ExpectsErrors = true;
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig
        {
            Target = Addresses.Of(target.EndPoint),
            Admit = _ => throw new InvalidOperationException("broken"),
        }.StartAsync(Engine, Credentials);
        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        rig.Admit = null;
        using var next = await rig.VisitAsync();
        await AssertEchoesAsync(next);
    }

    [Fact]
    public async Task Port_OnAllAddresses_ServesBothFamiliesAndTellsTheVisitorsOwn()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(
            Engine,
            Credentials,
            new IPEndPoint(IPAddress.IPv6Any, 0)
        );
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            using var visitor = await TestSockets.ConnectAsync(new IPEndPoint(address, rig.Port.LocalEndPoint.Port));
            await AssertEchoesAsync(visitor);
            Assert.Equal(visitor.LocalEndPoint, rig.LastVisitor);
        }
    }

    [Fact]
    public async Task Visitor_OfASessionOfAnotherEngine_IsServed()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var other = NewEngine();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(other, Credentials);
        await using var port = Engine.BindVisitorPort(new IPEndPoint(IPAddress.Loopback, 0), rig);
        port.StartAccepting();

        using var visitor = await TestSockets.ConnectAsync(port.LocalEndPoint);
        await AssertEchoesAsync(visitor);
        visitor.Shutdown(SocketShutdown.Send);
        Assert.Equal(SocketEnd.Fin, (await visitor.ReadToEndAsync()).End);
        Assert.Equal(TunnelEnd.Completed, (await rig.NextVisitorOutcomeAsync()).End);
    }

    private static async Task AssertEchoesAsync(Socket visitor)
    {
        await visitor.SendAsync("hello");
        Assert.Equal("hello", await visitor.ReadTextAsync(5));
    }

    private static async Task AssertRefusedAsync(IPEndPoint address)
    {
        var error = await Assert.ThrowsAsync<SocketException>(() => TestSockets.ConnectAsync(address));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    /// <summary>Only Linux lets a port that has listened refuse again.</summary>
    private static async Task AssertTurnedAwayAsync(IPEndPoint address)
    {
        var error = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var visitor = await TestSockets.ConnectAsync(address);
            await visitor.ReadTextAsync(1);
        });
        Assert.Equal(OperatingSystem.IsLinux() ? SocketError.ConnectionRefused : SocketError.ConnectionReset, error.SocketErrorCode);
    }

    private static void AssertTaken(IPEndPoint address)
    {
        using var other = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var error = Assert.Throws<SocketException>(() =>
        {
            other.Bind(address);
            other.Listen();
        });
        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
    }
}
