using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Tunnels that wait cost no processor time. One that is polled takes a core, so the bound is far from both.</summary>
[Collection(TimedCollection.Name)]
public sealed class StallTests() : EngineTests(EngineKind.Ngtcp2)
{
    private const double BusyShare = 0.25; // of one core
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tunnel_WhoseReceiverDoesNotRead_CostsNothing(bool visitorFloods)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        var flood = new Flood();
        var flooding = flood.RunAsync(visitorFloods ? visitor : served);
        await flood.Held.InTime();

        await AssertIdleAsync();

        visitor.CloseWithReset();
        served.CloseWithReset();
        await flooding.InTime();
    }

    [Fact]
    public async Task Tunnel_WhosePeerGivesNoCredit_CostsNothing()
    {
        await using var connector = await BareConnector.StartAsync(Engine, Credentials);
        using var visitor = await connector.VisitAsync();
        await using var stream = await connector.Session.AcceptStreamAsync().InTime();
        await stream.Output.WriteAsync(TestOpening.Bytes("ok")).InTime();
        var flood = new Flood();
        var flooding = flood.RunAsync(visitor);
        await flood.Held.InTime();

        await AssertIdleAsync();

        visitor.CloseWithReset();
        await flooding.InTime();
    }

    [Fact]
    public async Task Tunnel_ThatIsHalfClosed_CostsNothing()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        visitor.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await served.ReceiveAsync(new byte[1]).InTime());

        await AssertIdleAsync();
    }

    private static async Task AssertIdleAsync()
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(Window);
        var share = (Process.GetCurrentProcess().TotalProcessorTime - before) / Window;
        Assert.True(share < BusyShare, $"waiting took {share:P0} of a core");
    }
}
