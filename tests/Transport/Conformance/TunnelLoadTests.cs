using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Many tunnels at once, and some that do not move.</summary>
public abstract class TunnelLoadTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task Tunnels_2000HeldOpen_AllWork()
    {
        const int count = 2000;
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint), OpeningTimeout = TimeSpan.FromSeconds(60) }.StartAsync(Engine, Credentials);
        var visitors = new Socket[count];
        for (var i = 0; i < count; i++)
            visitors[i] = await rig.VisitAsync();

        for (var round = 0; round < 2; round++)
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
            {
                await visitors[i].SendAsync($"visitor {i:0000}");
                Assert.Equal($"visitor {i:0000}", await visitors[i].ReadTextAsync(12));
            });
        }

        foreach (var visitor in visitors)
            visitor.Shutdown(SocketShutdown.Send);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(TunnelEnd.Completed, (await rig.NextVisitorOutcomeAsync()).End);
            visitors[i].Dispose();
        }
    }

    [Fact]
    public async Task Tunnels_ManyShortOnes_AllComplete()
    {
        const int count = 2000;
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            using var visitor = await rig.VisitAsync();
            await visitor.SendAsync($"visitor {i:0000}");
            visitor.Shutdown(SocketShutdown.Send);
            Assert.Equal($"visitor {i:0000}", await visitor.ReadTextAsync(12));
            Assert.Equal(SocketEnd.Fin, (await visitor.ReadToEndAsync()).End);
        });

        for (var i = 0; i < count; i++)
            Assert.Equal(new TunnelOutcome(TunnelEnd.Completed, 0, 12, 12), await rig.NextVisitorOutcomeAsync());
        Assert.Equal(12 * count, rig.VisitorCounters.BytesToSocket);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tunnels_TwentyWithStalledReaders_DoNotDelayAnother(bool visitorsStall)
    {
        var stalls = true;
        await using var target = new TcpTarget(serve: socket => !stalls ? TcpTarget.EchoAsync(socket) : visitorsStall ? FloodAsync(socket) : Task.CompletedTask);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials, limits: new SessionLimits { SessionWindow = 4 * 1024 * 1024 });
        var stalled = new List<Socket>();
        var floods = new List<Task>();
        for (var i = 0; i < 20; i++)
        {
            var visitor = await rig.VisitAsync();
            stalled.Add(visitor);
            if (!visitorsStall)
                floods.Add(IgnoreEndAsync(FloodAsync(visitor)));
        }

        await BytesStandStillAsync(rig);
        stalls = false;
        using var moving = await rig.VisitAsync();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            await moving.SendAsync("x");
            await moving.ReadTextAsync(1);
        }

        var each = Stopwatch.GetElapsedTime(started) / 100;
        Assert.True(each < TimeSpan.FromMilliseconds(50), $"a round trip beside stalled tunnels takes {each}");
        stalled.ForEach(socket => socket.CloseWithReset());
        await Task.WhenAll(floods).InTime();
    }

    private static async Task FloodAsync(Socket socket)
    {
        var chunk = new byte[64 * 1024];
        while (true)
            await socket.SendAsync(chunk.AsMemory());
    }

    private static async Task IgnoreEndAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // That is how a flood ends.
        }
    }

    /// <summary>Until everything that can be filled is full.</summary>
    private static async Task BytesStandStillAsync(TunnelRig rig)
    {
        var before = -1L;
        for (long now; (now = rig.TargetCounters.BytesToPeer + rig.VisitorCounters.BytesToPeer) != before || now == 0; before = now)
            await Task.Delay(200);
    }
}
