using SocketWarp.Base;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Pki.Files;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.Connector.Tests.Enrollment;

/// <summary>The connector gets its certificate, and the next one, by itself.</summary>
public sealed class EnrollmentTests : IAsyncLifetime
{
    private const string Uid = "edge-7";
    private const string Held = "is valid until";

    private readonly TestFiles _files = new();
    private TestScepServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestScepServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task NoCertificate_IsEnrolled_AndTheSessionComesUp()
    {
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway);
        var (session, _) = await gateway.AdmitAsync();
        await connector.WaitUpAsync();
        Assert.Equal($"CN={Uid}", session.PeerCertificate.Subject);
        Assert.Equal(_server.Authority.Certificate.Subject, session.PeerCertificate.Issuer);
    }

    [Fact]
    public async Task ServerIsDownAtFirst_IsEnrolledOnceItIsUp()
    {
        await _server.DisposeAsync();
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway);
        await using var again = await TestScepServer.StartAsync(_server.Url.Port, earlier: _server);
        await gateway.AdmitAsync();
        await connector.WaitUpAsync();
    }

    [Fact]
    public async Task ServerOfAPrivateAuthority_TheSettingIsNamed()
    {
        using var certificate = _files.CreateServer();
        await using var server = await TestScepServer.StartAsync(certificate: certificate);
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway, settings => settings.Enrollment.Url = server.Url);
        await connector.Log.WaitAsync("name it with Connector:Enrollment:CaPath");
    }

    [Fact]
    public async Task RenewedCertificate_AtAGatewayWithoutSuccessors_IsTakenToANewSession_WhichSaysHelloAfterTheOldOneDrains()
    {
        ShortLived();
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway);
        var (old, control) = await gateway.AdmitAsync();
        Assert.IsType<CertificateNotice>(await ReadAsync(control));

        var drain = Assert.IsType<Drain>(await ReadAsync(control));
        Assert.InRange(drain.Seconds, 1U, 10U);
        var ping = Assert.IsType<Ping>(await ReadAsync(control));
        var accepted = await gateway.AcceptAsync();
        Assert.NotEqual(old.PeerCertificate.Thumbprint, accepted.PeerCertificate.Thumbprint);
        var stream = accepted.AcceptStreamAsync().AsTask();
        Assert.False(stream.IsCompleted);
        await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, CancellationToken.None);
        var next = new ControlStream(await stream.InTime(), SessionSide.Gateway);
        Assert.IsType<Hello>(await ReadAsync(next));
        await next.SendAsync(
            FrameKind.Welcome,
            new Welcome
            {
                Uid = Uid,
                SessionId = "s2",
                GatewayId = "raw",
            },
            CancellationToken.None
        );
        await connector.Log.WaitAsync(", s2)");

        Assert.Equal("s2", connector.Status.Session?.Id);
        Assert.False(old.Closed.IsCompleted);
    }

    [Fact]
    public async Task RenewedCertificate_IsTakenToANewSession_AndTheOldOneDrainsOnceThatIsWelcome()
    {
        ShortLived();
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway);
        var (old, control) = await gateway.AdmitAsync(Capabilities.Replaces);
        Assert.IsType<CertificateNotice>(await ReadAsync(control));

        var (successor, next, hello) = await gateway.GreetAsync();
        Assert.NotEqual(old.PeerCertificate.Thumbprint, successor.PeerCertificate.Thumbprint);
        Assert.Equal("s1", hello.Replaces);
        await AssertUndrainedAsync(control);
        await next.SendAsync(
            FrameKind.Welcome,
            new Welcome
            {
                Uid = Uid,
                SessionId = "s2",
                GatewayId = "raw",
            },
            CancellationToken.None
        );
        Assert.Equal(uint.MaxValue, Assert.IsType<Drain>(await ReadAsync(control)).Seconds);
        Assert.IsType<CertificateNotice>(await ReadAsync(next));
        Assert.False(old.Closed.IsCompleted);
    }

    [Theory]
    [InlineData(ErrorCode.NotAdmitted)]
    [InlineData(ErrorCode.None)]
    public async Task RenewedCertificate_ThatIsRefusedOrWhoseSessionDies_LeavesTheOldSessionUndrained(ErrorCode refusal)
    {
        ShortLived();
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway);
        var (old, control) = await gateway.AdmitAsync(Capabilities.Replaces);
        Assert.IsType<CertificateNotice>(await ReadAsync(control));

        var (successor, next, _) = await gateway.GreetAsync();
        if (refusal == ErrorCode.None)
            await successor.CloseAsync(0, "");
        else
            await RawGateway.RefuseAsync(next, refusal, "not now");
        await successor.Closed.InTime();
        await AssertUndrainedAsync(control);
        Assert.Equal("s1", connector.Status.Session?.Id);
        Assert.False(old.Closed.IsCompleted);
    }

    [Fact]
    public async Task RenewedCertificate_WhoseOldSessionEndsMeanwhile_IsWelcomeAllTheSame()
    {
        ShortLived();
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway);
        var (old, _) = await gateway.AdmitAsync(Capabilities.Replaces);
        var (_, next, _) = await gateway.GreetAsync();
        await old.CloseAsync(0, "");
        await next.SendAsync(
            FrameKind.Welcome,
            new Welcome
            {
                Uid = Uid,
                SessionId = "s2",
                GatewayId = "raw",
            },
            CancellationToken.None
        );
        Assert.IsType<CertificateNotice>(await ReadAsync(next));
    }

    [Fact]
    public async Task RenewedCertificate_WhileNoGatewayAnswers_LeavesTheSessionUndrained()
    {
        ShortLived();
        await using var gateway = await RawGateway.StartAsync(_files);
        await using var connector = await StartAsync(gateway, settings => settings.Reconnect.ConnectTimeout = TimeSpan.FromSeconds(1));
        var (old, control) = await gateway.AdmitAsync();
        Assert.IsType<CertificateNotice>(await ReadAsync(control));
        using var strangers = new TestFiles();
        using var certificate = strangers.CreateServer();
        await gateway.RenewAsync(certificate);
        await connector.Log.WaitAsync(Held, 3);

        await AssertUndrainedAsync(control);
        Assert.False(old.Closed.IsCompleted);
    }

    [Fact]
    public async Task LegacyGateway_SeesTheRenewedCertificateAtTheNextDial()
    {
        ShortLived();
        await using var gateway = await RawGateway.StartAsync(_files, 0, WireProtocols.Legacy);
        await using var connector = await StartAsync(gateway, settings => settings.Reconnect.LegacySettleTime = TimeSpan.Zero);
        var old = await gateway.AcceptAsync();
        await connector.Log.WaitAsync(Held, 2);
        Assert.False(old.Closed.IsCompleted);
        await old.CloseAsync(0, "");
        Assert.NotEqual(old.PeerCertificate.Thumbprint, (await gateway.AcceptAsync()).PeerCertificate.Thumbprint);
    }

    [Fact]
    public async Task Process_WithAWrongSecret_SaysWhatToDo_WithoutTheSecret_AndGoesOn()
    {
        await using var process = Start("hunter2");
        var line = await process.WaitForLineAsync("give a new secret");
        Assert.Contains(Uid, line, StringComparison.Ordinal);
        await process.SignalAsync("TERM");
        Assert.Equal(ExitCodes.Success, await process.ExitAsync());
        Assert.DoesNotContain(process.Lines, l => l.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Process_KilledAtAnyMoment_HasAPairThatFitsAfterTheNextStart()
    {
        // Long enough for a process that starts on a busy machine to find it valid.
        _server.Lifetime = TimeSpan.FromSeconds(30);
        await using (var first = Start(_server.Secret(Uid)))
            await first.WaitForLineAsync(Held);
        for (var i = 0; i < 3; i++)
        {
            var asked = _server.NextAsync();
            await using var process = Start("used");
            await asked.InTime();
            await process.SignalAsync("KILL");
            await process.ExitAsync();
        }

        await using var last = Start("used");
        await last.WaitForLineAsync(Held);
        using var pair = CertificateFiles.Load(_files.Path("cert.pem"), _files.Path("key.pem"));
    }

    /// <summary>Asserts that nothing was sent before the answer to a ping.</summary>
    private static async Task AssertUndrainedAsync(ControlStream control)
    {
        await control.SendAsync(FrameKind.Ping, new Ping { Sequence = 7 }, CancellationToken.None);
        Assert.Equal(7UL, Assert.IsType<Pong>(await ReadAsync(control)).Sequence);
    }

    private static async Task<object?> ReadAsync(ControlStream control) => (await control.ReadAsync(CancellationToken.None).InTime())?.Body;

    /// <summary>Renewed after a second, valid for long enough on a busy machine.</summary>
    private void ShortLived() => _server.Lifetime = TimeSpan.FromSeconds(10);

    private Task<RunningConnector> StartAsync(RawGateway gateway, Action<ConnectorSettings>? configure = null) =>
        RunningConnector.StartAsync(
            _files,
            "unused",
            gateway.Address,
            settings =>
            {
                (settings.CertificatePath, settings.KeyPath) = (_files.Path("cert.pem"), _files.Path("key.pem"));
                (settings.Enrollment.Url, settings.Enrollment.Uid, settings.Enrollment.Secret) = (_server.Url, Uid, _server.Secret(Uid));
                (settings.Enrollment.CaFingerprint, settings.Enrollment.RenewAt, settings.Enrollment.MinimumRetry) = (
                    _server.Fingerprint,
                    0.15,
                    TimeSpan.FromMilliseconds(100)
                );
                configure?.Invoke(settings);
            }
        );

    private RunningProcess Start(string secret) =>
        RunningProcess.Start(
            typeof(ConnectorState),
            _files.Folder,
            [
                "--Connector:Gateways",
                "127.0.0.1:1",
                "--Connector:CaPath",
                _files.Authority,
                "--Connector:Enrollment:Url",
                _server.Url.ToString(),
                "--Connector:Enrollment:Uid",
                Uid,
                "--Connector:Enrollment:CaFingerprint",
                _server.Fingerprint,
                "--Connector:Enrollment:RenewAt",
                "0.1",
                "--Connector:Enrollment:MinimumRetry",
                "100ms",
            ],
            new Dictionary<string, string?> { ["SOCKETWARP_Connector__Enrollment__Secret"] = secret }
        );
}
