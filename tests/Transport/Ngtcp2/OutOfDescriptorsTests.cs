using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Visitors come and the process may open nothing more: they wait, or are refused when the port stops, and the log stays short.</summary>
[SupportedOSPlatform("linux")]
public sealed class OutOfDescriptorsTests() : EngineTests(EngineKind.Ngtcp2)
{
    private const string Began = "No visitor can be accepted";
    private const string Over = "accepts visitors again after";

    [Fact]
    public async Task Port_OutOfDescriptors_SaysSoOnceAndServesThoseWhoWaited()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        for (var episode = 1; episode <= 2; episode++)
        {
            Socket waiting;
            await using (await DescriptorShortage.BeginAsync(EngineInternals.Loop(Engine)))
            {
                waiting = await rig.VisitAsync();
                await Log.WaitAsync(Began, episode);
                await Task.Delay(500, TestContext.Current.CancellationToken); // for some more attempts, which are not told
            }

            using (waiting)
                await AssertEchoesAsync(waiting);
            // Its sockets are closed: none of their descriptors becomes free in the next episode.
            await rig.NextVisitorOutcomeAsync();
            await rig.NextTargetOutcomeAsync();
            Assert.Equal(episode, Log.Count(Began));
            Assert.Equal(episode, Log.Count(Over));
        }
    }

    [Fact]
    public async Task Port_StoppedOutOfDescriptors_ResetsThoseWhoWaited()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        await using (await DescriptorShortage.BeginAsync(EngineInternals.Loop(Engine)))
        {
            using var waiting = await rig.VisitAsync();
            await Log.WaitAsync(Began);

            rig.Port.StopAccepting();

            Assert.Equal(SocketEnd.Reset, (await waiting.ReadToEndAsync()).End);
            await Assert.ThrowsAsync<SocketException>(rig.VisitAsync);
        }

        rig.Port.StartAccepting();
        using var visitor = await rig.VisitAsync();
        await AssertEchoesAsync(visitor);
    }

    private static async Task AssertEchoesAsync(Socket visitor)
    {
        await visitor.SendAsync("hello");
        Assert.Equal("hello", await visitor.ReadTextAsync(5));
    }
}
