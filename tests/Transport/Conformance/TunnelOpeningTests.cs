using System.Buffers;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>The opening exchange against a hand-made peer: in pieces, cut off, endless, or never.</summary>
public abstract class TunnelOpeningTests(EngineKind kind) : EngineTests(kind)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task GatewaysOpening_ByteByByte_IsUnderstood()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        await using var stream = await rig.Sessions.Server.OpenStreamAsync().InTime();

        foreach (var one in TestOpening.Bytes(Addresses.Of(target.EndPoint)))
            await stream.Output.WriteAsync(new[] { one }).InTime();
        await stream.WriteAsync("hello");

        Assert.Equal("\u0002okhello", await stream.ReadTextAsync(8));
        await stream.Output.CompleteAsync();
        Assert.Equal("", await stream.ReadTextToEndAsync());
        Assert.Equal(new TunnelOutcome(TunnelEnd.Completed, 0, 5, 5), await rig.NextTargetOutcomeAsync());
    }

    [Fact]
    public async Task GatewaysOpening_TogetherWithRawBytesAndTheEnd_IsUnderstood()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        await using var stream = await rig.Sessions.Server.OpenStreamAsync().InTime();

        stream.Output.Write(TestOpening.Bytes(Addresses.Of(target.EndPoint)));
        await stream.WriteAsync("all at once");
        await stream.Output.CompleteAsync();

        Assert.Equal("\u0002okall at once", await stream.ReadTextToEndAsync());
    }

    [Fact]
    public async Task GatewaysOpening_ThatEndsTooSoon_IsRejected()
    {
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        await using var stream = await rig.Sessions.Server.OpenStreamAsync().InTime();

        await stream.Output.WriteAsync(new byte[] { 20, 1 }).InTime();
        await stream.Output.CompleteAsync();

        var error = await Assert.ThrowsAsync<StreamResetException>(() => stream.ReadToEndAsync());
        Assert.Equal(ErrorCode.BadFrame, (ErrorCode)error.Code);
        Assert.Equal((TunnelEnd.Rejected, (ulong)ErrorCode.BadFrame), EndAndCode(await rig.NextTargetOutcomeAsync()));
    }

    [Fact]
    public async Task GatewaysOpening_ThatNeverEnds_IsRejectedInTime()
    {
        await using var rig = await new TunnelRig { Target = "", OpeningTimeout = Soon }.StartAsync(Engine, Credentials);
        await using var stream = await rig.Sessions.Server.OpenStreamAsync().InTime();

        await stream.Output.WriteAsync(new byte[] { 20, 1 }).InTime();

        var error = await Assert.ThrowsAsync<StreamResetException>(() => stream.ReadToEndAsync(TimeSpan.FromSeconds(4)));
        Assert.Equal(ErrorCode.TooSlow, (ErrorCode)error.Code);
        Assert.Equal((TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow), EndAndCode(await rig.NextTargetOutcomeAsync()));
    }

    [Fact]
    public async Task GatewaysOpening_ResetHalfWay_EndsTheTunnel()
    {
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        await using var stream = await rig.Sessions.Server.OpenStreamAsync().InTime();

        await stream.Output.WriteAsync(new byte[] { 20, 1 }).InTime();
        stream.Reset(0x77);

        Assert.Equal((TunnelEnd.PeerReset, 0x77UL), EndAndCode(await rig.NextTargetOutcomeAsync()));
    }

    [Fact]
    public async Task ConnectorsOpening_ByteByByte_IsUnderstood()
    {
        await using var bare = await BareConnector.StartAsync(Engine, Credentials);
        using var visitor = await bare.VisitAsync();
        await using var stream = await bare.Session.AcceptStreamAsync().InTime();
        Assert.Equal("\u0004here", await stream.ReadTextAsync(5));

        await visitor.SendAsync("early");
        Assert.Equal("early", await stream.ReadTextAsync(5));
        foreach (var one in TestOpening.Bytes("ok"))
            await stream.Output.WriteAsync(new[] { one }).InTime();
        await stream.WriteAsync("hello");

        Assert.Equal("hello", await visitor.ReadTextAsync(5));
    }

    [Fact]
    public async Task ConnectorsOpening_ThatEndsTooSoon_VisitorIsReset()
    {
        await using var bare = await BareConnector.StartAsync(Engine, Credentials);
        using var visitor = await bare.VisitAsync();
        await using var stream = await bare.Session.AcceptStreamAsync().InTime();

        await stream.Output.CompleteAsync();

        Assert.Equal(SocketEnd.Reset, (await visitor.ReadToEndAsync()).End);
        Assert.Equal((TunnelEnd.Rejected, (ulong)ErrorCode.BadFrame), EndAndCode(await bare.NextOutcomeAsync()));
    }

    [Fact]
    public async Task ConnectorsOpening_ThatNeverComes_VisitorIsResetInTime()
    {
        await using var bare = await BareConnector.StartAsync(Engine, Credentials, Soon);
        using var visitor = await bare.VisitAsync();

        Assert.Equal(SocketEnd.Reset, (await visitor.ReadToEndAsync().InTime(TimeSpan.FromSeconds(4))).End);
        Assert.Equal((TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow), EndAndCode(await bare.NextOutcomeAsync()));
    }

    [Fact]
    public async Task Visitor_ForWhomThePeerGrantsNoStream_IsResetInTime()
    {
        Assert.SkipWhen(Kind == EngineKind.Memory, "sessions in memory have no limit of streams");
        await using var bare = await BareConnector.StartAsync(Engine, Credentials, Soon, new SessionLimits { MaxIncomingStreams = 1 });
        await using var only = await bare.Gateway.OpenStreamAsync().InTime();
        await only.WriteAsync("x");
        using var visitor = await bare.VisitAsync();

        Assert.Equal(SocketEnd.Reset, (await visitor.ReadToEndAsync().InTime(TimeSpan.FromSeconds(4))).End);
        Assert.Equal((TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow), EndAndCode(await bare.NextOutcomeAsync()));
    }

    [Fact]
    public async Task PeerThatEndsAndStopsAtOnce_VisitorGetsEverything()
    {
        // What socket-warp 1.3 does when its target closes.
        await using var bare = await BareConnector.StartAsync(Engine, Credentials);
        for (var i = 0; i < 10; i++)
        {
            using var visitor = await bare.VisitAsync();
            var stream = await bare.Session.AcceptStreamAsync().InTime();
            await stream.ReadTextAsync(5);
            stream.Output.Write(TestOpening.Bytes("ok"));
            var receiving = visitor.ReadToEndAsync();

            var sending = stream.SendAsync(new Payload(i, 1_000_000));
            stream.StopReading(0);
            await visitor.SendAsync("too late");

            var sent = await sending;
            var (received, end) = await receiving;
            Assert.Equal((1_000_000, SocketEnd.Fin), (received.Length, end));
            Assert.Equal(sent, received.Hash());
            visitor.Close();
            await bare.NextOutcomeAsync();
            await stream.DisposeAsync();
        }
    }

    private static (TunnelEnd End, ulong Code) EndAndCode(TunnelOutcome outcome) => (outcome.End, outcome.Code);
}
