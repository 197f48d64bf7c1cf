using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>The system watches no more sockets for us (fs.epoll.max_user_watches): that is the fault of the socket that comes too late.</summary>
[SupportedOSPlatform("linux")]
public sealed class PollerFaultTests() : EngineTests(EngineKind.Ngtcp2)
{
    [Fact]
    public async Task Visitor_ThatCannotBeWatched_IsResetAndTheNextOneServed()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint), Admit = _ => BreakPoller() }.StartAsync(Engine, Credentials);

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        var outcome = await rig.NextVisitorOutcomeAsync();
        Assert.Equal((TunnelEnd.Rejected, ErrorCode.LimitReached), (outcome.End, (ErrorCode)outcome.Code));
        rig.Admit = null;
        await AssertServesAsync(rig);
    }

    [Fact]
    public async Task Target_ThatCannotBeWatched_HasFailedToBeDialledAndTheNextOneIsReached()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        rig.Take = BreakPoller; // in the turn of the dial

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        var outcome = await rig.NextTargetOutcomeAsync();
        Assert.Equal((TunnelEnd.DialFailed, ErrorCode.LimitReached), (outcome.End, (ErrorCode)outcome.Code));
        rig.Take = null;
        await AssertServesAsync(rig);
    }

    [Fact]
    public async Task VisitorPort_ThatCannotBeWatched_ServesAsSoonAsItCan()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        rig.Port.StopAccepting();

        // Before the loop comes to what starting posts.
        using var started = new ManualResetEventSlim();
        EngineInternals
            .Loop(Engine)
            .Post(() =>
            {
                started.Wait(Waiting.Patience);
                BreakPoller();
            });
        rig.Port.StartAccepting();
        started.Set();

        await AssertServesAsync(rig);
    }

    [Fact]
    public async Task Listener_ThatCannotBeWatched_FailsAndTheNextOneWorks()
    {
        using var started = new ManualResetEventSlim();
        EngineInternals
            .Loop(Engine)
            .Post(() =>
            {
                started.Wait(Waiting.Patience);
                BreakPoller();
            });
        var listening = Engine.ListenAsync(Credentials.Listen()).AsTask();
        started.Set();

        await Assert.ThrowsAsync<TransportException>(() => listening.InTime());

        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
    }

    private static async Task AssertServesAsync(TunnelRig rig)
    {
        using var visitor = await rig.VisitAsync();
        await visitor.SendAsync("hello");
        Assert.Equal("hello", await visitor.ReadTextAsync(5));
    }

    /// <summary>Takes epoll away from the loop until its next turn; on the loop.</summary>
    private bool BreakPoller()
    {
        var loop = EngineInternals.Loop(Engine);
        ref var epoll = ref EngineInternals.Epoll(loop.Poller);
        var working = epoll;
        epoll = -1;
        loop.Post(() => EngineInternals.Epoll(loop.Poller) = working);
        return true;
    }
}
