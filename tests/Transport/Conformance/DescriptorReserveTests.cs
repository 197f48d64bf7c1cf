using System.Net;
using SocketWarp.Base.Limits;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Ngtcp2;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Only the reserve of descriptors is left, and that is for the process itself.</summary>
public abstract class DescriptorReserveTests(EngineKind kind) : EngineTests(kind)
{
    private const string Kept = "are kept for the process itself";
    private static readonly DescriptorBudget OnlyReserve = new(limit: 0, reserve: 0);

    [Fact]
    public async Task Port_WithOnlyTheReserveLeft_LetsVisitorsWait_AndServesThemLater()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        Use(OnlyReserve);
        // An accept that was under way takes him, and resets him.
        using var first = await rig.VisitAsync();
        await Log.WaitAsync("No visitor can be accepted");
        using var second = await rig.VisitAsync();

        Use(DescriptorBudget.OfProcess);

        await second.SendAsync("hello");
        Assert.Equal("hello", await second.ReadTextAsync(5));
        await Log.WaitAsync("accepts visitors again");
        Assert.Equal(1, Log.Count(Kept));
    }

    [Fact]
    public async Task Port_WithOnlyTheReserveLeft_IsNotBound()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        Use(OnlyReserve);

        var failure = Assert.Throws<TransportException>(() => Engine.BindVisitorPort(new IPEndPoint(IPAddress.Loopback, 0), rig));

        Assert.Contains(Kept, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Target_WithOnlyTheReserveLeft_IsNotDialled(string host)
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(host, target.EndPoint.Port) }.StartAsync(Engine, Credentials);
        rig.Admit = _ =>
        {
            Use(OnlyReserve);
            return true;
        };

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        var outcome = await rig.NextTargetOutcomeAsync();
        Assert.Equal((TunnelEnd.DialFailed, (ulong)ErrorCode.LimitReached), (outcome.End, outcome.Code));
        await Log.WaitAsync("A target was not dialled");
        Use(DescriptorBudget.OfProcess);
        rig.Admit = null;
        using var next = await rig.VisitAsync();
        await next.SendAsync("hello");
        Assert.Equal("hello", await next.ReadTextAsync(5));
    }

    private void Use(DescriptorBudget descriptors)
    {
        if (Engine is PumpedEngine pumped)
            pumped.Descriptors = descriptors;
        else if (OperatingSystem.IsLinux())
            EngineInternals.Relay(Engine).Descriptors = descriptors;
    }
}
