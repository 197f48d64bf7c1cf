using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Peers;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

[SupportedOSPlatform("linux")]
public sealed class ReadAheadTests() : EngineTests(EngineKind.Ngtcp2)
{
    private const int Visitors = 64;
    private const long Bound = 4 * 1024 * 1024; // a tunnel alone may read 512 KiB ahead

    [Fact]
    public async Task Visitors_WhoSendMoreThanThePathCarries_LeaveTheRestToTheirSockets()
    {
        UdpRelay? path = null;
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(
            Engine,
            Credentials,
            via: listener => (path = new UdpRelay(listener)).EndPoint
        );
        await using var relay = path!;
        var visitors = new List<Socket>();
        for (var i = 0; i < Visitors; i++)
        {
            visitors.Add(await rig.VisitAsync());
            await visitors[i].SendAsync("!"u8.ToArray()).InTime();
            var served = await target.AcceptAsync();
            await served.ReceiveAsync(new byte[1]).InTime();
        }

        relay.Cut();
        var floods = visitors.Select(_ => new Flood()).ToArray();
        var flooding = floods.Select((flood, i) => flood.RunAsync(visitors[i])).ToArray();
        foreach (var flood in floods)
            await flood.Held.InTime();

        Assert.InRange(EngineInternals.Loop(Engine).Budget.Sending, 1, Bound);
        foreach (var visitor in visitors)
            visitor.CloseWithReset();
        foreach (var end in flooding)
            await end.InTime();
    }
}
