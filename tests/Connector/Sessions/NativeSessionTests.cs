using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Tests.Sessions;

/// <summary>The connector with a gateway that does only what it is told.</summary>
public sealed class NativeSessionTests : IAsyncLifetime
{
    private readonly TestFiles _files = new();
    private RawGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RawGateway.StartAsync(_files);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Hello_SaysVersionNameAndLabels_AndWelcomeMakesTheSessionUp()
    {
        await using var connector = await StartAsync(settings =>
        {
            settings.Name = "cellar";
            settings.Labels["site"] = "north";
        });
        var (_, control, hello) = await _gateway.GreetAsync();
        Assert.Equal((WireProtocols.Version, "cellar", "north"), (hello.Version, hello.Name, hello.Labels["site"]));
        Assert.Null(connector.Status.Session);
        await control.SendAsync(FrameKind.Welcome, new Welcome { SessionId = "s1" }, CancellationToken.None);
        await connector.WaitUpAsync();
        Assert.Equal(new SessionDescription(_gateway.Address, WireProtocols.Native, "s1"), connector.Status.Session);
    }

    [Fact]
    public async Task CertificateNotice_FollowsTheWelcome()
    {
        await using var connector = await StartAsync();
        var (_, control) = await _gateway.AdmitAsync();
        var notice = await ReadAsync<CertificateNotice>(control);
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(notice.NotAfterUnixSeconds), DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
    }

    [Fact]
    public async Task Ping_IsAnsweredWithItsNumber()
    {
        await using var connector = await StartAsync();
        var (_, control) = await _gateway.AdmitAsync();
        await control.SendAsync(FrameKind.Ping, new Ping { Sequence = 42 }, CancellationToken.None);
        Assert.Equal(42UL, (await ReadAsync<Pong>(control)).Sequence);
    }

    [Fact]
    public async Task TargetProbe_IsAnsweredWithTheCode()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var connector = await StartAsync(settings => settings.Targets = [target.EndPoint.ToString()]);
        var (_, control) = await _gateway.AdmitAsync();
        await control.SendAsync(FrameKind.TargetProbe, new TargetProbe { Id = 1, Target = target.EndPoint.ToString() }, CancellationToken.None);
        await control.SendAsync(FrameKind.TargetProbe, new TargetProbe { Id = 2, Target = "elsewhere:1" }, CancellationToken.None);
        var results = new[] { await ReadAsync<TargetProbeResult>(control), await ReadAsync<TargetProbeResult>(control) };
        Assert.Equal([ErrorCode.None, ErrorCode.TargetForbidden], results.OrderBy(r => r.Id).Select(r => (ErrorCode)r.Code));
    }

    [Fact]
    public async Task FrameThatMayNotCome_ClosesTheSession_AndTheConnectorComesBack()
    {
        await using var connector = await StartAsync();
        var (session, control) = await _gateway.AdmitAsync();
        await control.SendAsync(FrameKind.CertificateNotice, new CertificateNotice(), CancellationToken.None);
        Assert.Equal((ulong)ErrorCode.BadFrame, (await session.Closed.InTime()).Code);
        await _gateway.AdmitAsync();
    }

    [Fact]
    public async Task EndOfTheControlStream_ClosesTheSession()
    {
        await using var connector = await StartAsync();
        var session = await _gateway.AcceptAsync();
        var stream = await session.AcceptStreamAsync().InTime();
        var control = new ControlStream(stream, SessionSide.Gateway);
        await control.ReadAsync(CancellationToken.None).InTime();
        await control.SendAsync(FrameKind.Welcome, new Welcome(), CancellationToken.None);
        await connector.WaitUpAsync();
        await stream.Output.CompleteAsync();
        Assert.Equal((ulong)ErrorCode.BadFrame, (await session.Closed.InTime()).Code);
    }

    [Fact]
    public async Task Stop_AsksToDrain_AndEndsWhenTheGatewayCloses()
    {
        var connector = await StartAsync(settings => settings.DrainPeriod = Waiting.Patience);
        var (session, control) = await _gateway.AdmitAsync();
        await connector.WaitUpAsync();
        var stopping = connector.StopAsync();
        Assert.Equal((uint)Waiting.Patience.TotalSeconds, (await ReadAsync<Drain>(control)).Seconds);
        Assert.False(stopping.IsCompleted);
        await session.CloseAsync((ulong)ErrorCode.ShuttingDown, "done");
        await stopping;
        await connector.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WhenTheGatewayDoesNotClose_EndsAfterTheDrainPeriod()
    {
        var connector = await StartAsync();
        var (session, _) = await _gateway.AdmitAsync();
        await connector.WaitUpAsync();
        await connector.StopAsync();
        Assert.Equal((SessionCloseKind.ClosedByPeer, (ulong)ErrorCode.ShuttingDown), Kind(await session.Closed.InTime()));
        await connector.DisposeAsync();
    }

    [Fact]
    public async Task GatewayDrains_ConnectorDialsAgainBesideTheOldSession()
    {
        await using var connector = await StartAsync();
        var (first, control) = await _gateway.AdmitAsync();
        await control.SendAsync(FrameKind.Drain, new Drain { Seconds = 5 }, CancellationToken.None);
        await _gateway.AdmitAsync();
        Assert.False(first.Closed.IsCompleted);
    }

    [Fact]
    public async Task TunnelOfAForbiddenTarget_IsResetInBothDirections()
    {
        await using var connector = await StartAsync(settings => settings.Targets = ["db:5432"]);
        var (session, _) = await _gateway.AdmitAsync();
        var stream = await session.OpenStreamAsync().InTime();
        FrameWriter.Write(
            stream.Output,
            FrameKind.TunnelOpen,
            new Protocol.Tunnel.TunnelOpen { Target = "db:1", Protocol = Protocol.Tunnel.TunnelProtocol.Tcp }
        );
        await stream.Output.FlushAsync();
        var reset = await Assert.ThrowsAsync<StreamResetException>(() => stream.Input.ReadAsync().InTime());
        Assert.Equal((ulong)ErrorCode.TargetForbidden, reset.Code);
    }

    [Fact]
    public async Task StreamWithoutAnOpening_IsResetInTime()
    {
        await using var connector = await StartAsync(settings => settings.Tunnels.OpeningTimeout = TimeSpan.FromMilliseconds(200));
        var (session, _) = await _gateway.AdmitAsync();
        var stream = await session.OpenStreamAsync().InTime();
        await stream.Output.WriteAsync(new byte[] { (byte)FrameKind.TunnelOpen });
        var reset = await Assert.ThrowsAsync<StreamResetException>(() => stream.Input.ReadAsync().InTime());
        Assert.Equal((ulong)ErrorCode.TooSlow, reset.Code);
    }

    private static (SessionCloseKind Kind, ulong Code) Kind(SessionClose close) => (close.Kind, close.Code);

    private static async Task<T> ReadAsync<T>(ControlStream control)
    {
        while (true)
        {
            var frame = await control.ReadAsync(CancellationToken.None).InTime();
            if (frame?.Body is T body)
                return body;
            Assert.NotNull(frame);
        }
    }

    private Task<RunningConnector> StartAsync(Action<Connector.Settings.ConnectorSettings>? configure = null) =>
        RunningConnector.StartAsync(_files, "inside", _gateway.Address, configure);
}
