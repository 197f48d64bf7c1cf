using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>A read stops at a byte that is marked urgent, so that a short one does not mean that nothing is left.</summary>
[SupportedOSPlatform("linux")]
public sealed class UrgentDataTests() : EngineTests(EngineKind.Ngtcp2)
{
    [Fact]
    public async Task UrgentByte_BetweenOthersThatCameAtOnce_HoldsNothingBack()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        await visitor.SendAsync("x");
        Assert.Equal("x", await served.ReadTextAsync(1));

        // One event tells the loop of all of it.
        using var sent = new ManualResetEventSlim();
        EngineInternals.Loop(Engine).Post(() => sent.Wait(Waiting.Patience));
        await visitor.SendAsync("abc");
        visitor.Send("U"u8, SocketFlags.OutOfBand);
        await visitor.SendAsync("def");
        sent.Set();

        Assert.Equal("abcUdef", await served.ReadTextAsync(7));
    }
}
