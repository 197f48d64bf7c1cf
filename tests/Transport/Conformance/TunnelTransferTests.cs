using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Visitor, session, target: bytes and clean ends all the way through.</summary>
[Collection(TimedCollection.Name)]
public abstract class TunnelTransferTests(EngineKind kind) : EngineTests(kind)
{
    private const long Large = 64L * 1024 * 1024;

    [Theory]
    [InlineData("ok")]
    [InlineData("")]
    public async Task Tunnel_EitherOpening_Echoes(string answer)
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint), Answer = answer }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();

        await visitor.SendAsync("hello");
        Assert.Equal("hello", await visitor.ReadTextAsync(5));
        await visitor.SendAsync("again");
        visitor.Shutdown(SocketShutdown.Send);

        var (received, end) = await visitor.ReadToEndAsync();
        Assert.Equal((5, SocketEnd.Fin), (received.Length, end));
        Assert.Equal(new TunnelOutcome(TunnelEnd.Completed, 0, 10, 10), await rig.NextVisitorOutcomeAsync());
        Assert.Equal(new TunnelOutcome(TunnelEnd.Completed, 0, 10, 10), await rig.NextTargetOutcomeAsync());
        Assert.Equal((10, 10), (rig.VisitorCounters.BytesToPeer, rig.VisitorCounters.BytesToSocket));
        Assert.Equal((10, 10), (rig.TargetCounters.BytesToPeer, rig.TargetCounters.BytesToSocket));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UrgentByte_FromEitherEnd_ArrivesInItsPlace(bool fromVisitor)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        var (sender, receiver) = fromVisitor ? (visitor, served) : (served, visitor);

        for (var i = 0; i < 20; i++)
        {
            await sender.SendAsync("abc");
            Assert.Equal(1, sender.Send("U"u8, SocketFlags.OutOfBand));
            await sender.SendAsync("def");

            Assert.Equal("abcUdef", await receiver.ReadTextAsync(7));
        }
    }

    [Fact]
    public async Task Tunnel_64MiBBothWaysAtOnce_ArrivesWhole()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();

        var up = SendAllAsync(visitor, 1);
        var down = SendAllAsync(served, 2);
        var upReceived = served.ReadToEndAsync();
        var downReceived = visitor.ReadToEndAsync();

        await AssertWholeAsync(await up, await upReceived);
        await AssertWholeAsync(await down, await downReceived);

        static async Task<string> SendAllAsync(Socket socket, int seed)
        {
            var hash = await socket.SendAsync(new Payload(seed, Large));
            socket.Shutdown(SocketShutdown.Send);
            return hash;
        }

        static Task AssertWholeAsync(string sent, (PayloadHash Received, SocketEnd End) got)
        {
            Assert.Equal(SocketEnd.Fin, got.End);
            Assert.Equal(sent, got.Received.Hash());
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tunnel_HalfClosedByEitherEnd_OtherDirectionGoesOn(bool visitorEndsFirst)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        using var served = await target.AcceptAsync();
        var (first, second) = visitorEndsFirst ? (visitor, served) : (served, visitor);

        await first.SendAsync("last words");
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("last words", await second.ReadTextAsync(10));
        Assert.Equal(0, await second.ReceiveAsync(new byte[1]).InTime());

        for (var i = 0; i < 5; i++)
        {
            await second.SendAsync("still here");
            Assert.Equal("still here", await first.ReadTextAsync(10));
        }

        second.Shutdown(SocketShutdown.Send);
        Assert.Equal(SocketEnd.Fin, (await first.ReadToEndAsync()).End);
        Assert.Equal(TunnelEnd.Completed, (await rig.NextVisitorOutcomeAsync()).End);
        Assert.Equal(TunnelEnd.Completed, (await rig.NextTargetOutcomeAsync()).End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tunnel_5MBThenClose_ArrivesWholeEachTime(bool fromVisitor)
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        for (var i = 0; i < LongRun.Times(20); i++)
        {
            using var visitor = await rig.VisitAsync();
            using var served = await target.AcceptAsync();
            var (sender, receiver) = fromVisitor ? (visitor, served) : (served, visitor);

            var receiving = receiver.ReadToEndAsync();
            var sent = await sender.SendAsync(new Payload(i, 5_000_000));
            sender.Close();

            var (received, end) = await receiving;
            Assert.Equal((5_000_000, SocketEnd.Fin), (received.Length, end));
            Assert.Equal(sent, received.Hash());
            receiver.Close();
            Assert.Equal(TunnelEnd.Completed, (await rig.NextVisitorOutcomeAsync()).End);
        }
    }

    [Fact]
    public async Task Tunnel_BytesSentBeforeTheTargetAnswered_Arrive()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();

        await visitor.SendAsync("early");
        visitor.Close();

        using var served = await target.AcceptAsync();
        Assert.Equal("early", await served.ReadTextAsync(5));
        Assert.Equal(0, await served.ReceiveAsync(new byte[1]).InTime());
    }

    [Fact]
    public async Task Tunnel_WhoseTargetSpeaksFirst_Delivers()
    {
        await using var target = new TcpTarget(serve: socket => socket.SendAsync("220 ready"));
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();

        Assert.Equal("220 ready", await visitor.ReadTextAsync(9));
    }

    [Fact]
    public async Task Tunnel_TwoOneByteWritesThenARead_WaitForNobody()
    {
        await using var target = new TcpTarget(serve: AnswerEverySecondByteAsync);
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();
        var times = new List<TimeSpan>();
        for (var i = 0; i < 200; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await visitor.SendAsync("a");
            await visitor.SendAsync("b");
            await visitor.ReadTextAsync(1);
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        times.Sort();
        // Where one hop waits for an acknowledgement before it sends the second byte, this takes 40 ms.
        Assert.True(times[100] < TimeSpan.FromMilliseconds(10), $"median {times[100]}");
        TestContext.Current.AddAttachment("median round trip", times[100].ToString());
    }

    private static async Task AnswerEverySecondByteAsync(Socket socket)
    {
        var buffer = new byte[1];
        for (var count = 1; await socket.ReceiveAsync(buffer.AsMemory()) > 0; count++)
            if (count % 2 == 0)
                await socket.SendAsync(buffer.AsMemory());
    }
}
