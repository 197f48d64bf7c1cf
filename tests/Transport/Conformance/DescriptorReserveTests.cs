using System.Net;
using System.Net.Sockets;
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
        // An accept that was under way may take him and reset him, even before he knows that he is connected.
        using var first = await VisitOrResetAsync(rig);
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

    private static async Task<Socket?> VisitOrResetAsync(TunnelRig rig)
    {
        try
        {
            return await rig.VisitAsync();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    private void Use(DescriptorBudget descriptors)
    {
        if (Engine is PumpedEngine pumped)
            pumped.Descriptors = descriptors;
        else if (OperatingSystem.IsLinux())
            EngineInternals.Relay(Engine).Descriptors = descriptors;
    }
}
