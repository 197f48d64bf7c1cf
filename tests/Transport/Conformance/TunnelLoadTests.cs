using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Many tunnels at once, and some that do not move.</summary>
[Collection(TimedCollection.Name)]
public abstract class TunnelLoadTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task Tunnels_2000HeldOpen_AllWork()
    {
        const int count = 2000;
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint), OpeningTimeout = TimeSpan.FromSeconds(60) }.StartAsync(
            Engine,
            Credentials
        );
        var visitors = new Socket[count];
        for (var i = 0; i < count; i++)
            visitors[i] = await rig.VisitAsync();

        for (var round = 0; round < 2; round++)
        {
            await Parallel.ForAsync(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (i, _) =>
                {
                    await visitors[i].SendAsync($"visitor {i:0000}");
                    Assert.Equal($"visitor {i:0000}", await visitors[i].ReadTextAsync(12));
                }
            );
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

        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, _) =>
            {
                using var visitor = await rig.VisitAsync();
                await visitor.SendAsync($"visitor {i:0000}");
                visitor.Shutdown(SocketShutdown.Send);
                Assert.Equal($"visitor {i:0000}", await visitor.ReadTextAsync(12));
                Assert.Equal(SocketEnd.Fin, (await visitor.ReadToEndAsync()).End);
            }
        );

        for (var i = 0; i < count; i++)
            Assert.Equal(new TunnelOutcome(TunnelEnd.Completed, 0, 12, 12), await rig.NextVisitorOutcomeAsync());
        Assert.Equal(12 * count, rig.VisitorCounters.BytesToSocket);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tunnels_TwentyWithStalledReaders_DoNotDelayAnother(bool visitorsStall)
    {
        var floods = Enumerable.Range(0, 20).Select(_ => new Flood()).ToArray();
        var stalling = 0;
        await using var target = new TcpTarget(serve: socket =>
            Interlocked.Increment(ref stalling) is var number && number > floods.Length ? TcpTarget.EchoAsync(socket)
            : visitorsStall ? floods[number - 1].RunAsync(socket)
            : Task.CompletedTask
        );
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(
            Engine,
            Credentials,
            limits: new SessionLimits { Windows = new FlowWindows { Session = 4 * 1024 * 1024 } }
        );
        var stalled = new List<Socket>();
        var running = new List<Task>();
        foreach (var flood in floods)
        {
            var visitor = await rig.VisitAsync();
            stalled.Add(visitor);
            if (!visitorsStall)
                running.Add(flood.RunAsync(visitor));
        }

        await Task.WhenAll(floods.Select(flood => flood.Held)).InTime(TimeSpan.FromSeconds(60));
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
        await Task.WhenAll(running).InTime();
    }
}
