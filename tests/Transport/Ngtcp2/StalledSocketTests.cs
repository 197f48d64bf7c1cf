using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Sockets that take nothing may hold memory, but not all of it for ever.</summary>
public sealed class StalledSocketTests() : EngineTests(EngineKind.Ngtcp2, Options)
{
    private const int Megabyte = 1024 * 1024;
    private static readonly EngineOptions Options = new() { MaxBufferedBytes = Megabyte, StallTimeout = TimeSpan.FromMilliseconds(500) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StalledSockets_ThatHoldAllMemory_AreResetAndOthersGoOn(bool visitorsStall)
    {
        const int stalling = 8;
        var served = 0;
        await using var target = new TcpTarget(serve: socket =>
            Interlocked.Increment(ref served) > stalling ? TcpTarget.EchoAsync(socket)
            : visitorsStall ? new Flood().RunAsync(socket)
            : Task.CompletedTask
        );
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(
            Engine,
            Credentials,
            limits: new SessionLimits
            {
                Windows = new() { MaxStream = Megabyte, Session = 2 * Megabyte },
            }
        );
        var visitors = new List<Socket>();
        var floods = new List<Task>();
        for (var i = 0; i < stalling; i++)
        {
            visitors.Add(await rig.VisitAsync());
            if (!visitorsStall)
                floods.Add(new Flood().RunAsync(visitors[i]));
        }

        var (atVisitor, atTarget) = (await rig.NextVisitorOutcomeAsync(), await rig.NextTargetOutcomeAsync());

        var (near, far) = visitorsStall ? (atVisitor, atTarget) : (atTarget, atVisitor);
        Assert.Equal((TunnelEnd.Stalled, ErrorCode.LimitReached), (near.End, (ErrorCode)near.Code));
        Assert.Equal((TunnelEnd.PeerReset, ErrorCode.LimitReached), (far.End, (ErrorCode)far.Code));
        await Log.WaitAsync("sockets that took nothing");
        using var moving = await rig.VisitAsync();
        var receiving = moving.ReadToEndAsync();
        var sent = await moving.SendAsync(new Payload(1, 16 * Megabyte));
        moving.Shutdown(SocketShutdown.Send);
        var (received, end) = await receiving;
        Assert.Equal((sent, SocketEnd.Fin), (received.Hash(), end));
        visitors.ForEach(visitor => visitor.CloseWithReset());
        await Task.WhenAll(floods).InTime();
    }
}
