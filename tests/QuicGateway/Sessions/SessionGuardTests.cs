using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base.State;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.Sessions;

public sealed class SessionGuardTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongStep = TimeSpan.FromSeconds(15);
    private readonly TestFiles _files = new();
    private readonly VirtualTime _time = new();
    private readonly FakeVerifier _verifier = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly AdmissionSettings _settings = new();
    private readonly SessionRegistry _registry = new(new GatewaySessionSettings(), new LiveSessions(), []);
    private readonly StateDirectory _state;
    private readonly AdmittedCertificates _admitted;
    private readonly CertificateJudge _judge;
    private readonly X509Certificate2 _certificate;
    private readonly SessionGuard _guard;

    public SessionGuardTests()
    {
        _certificate = _files.CreateClient("a");
        _state = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState();
        _admitted = new AdmittedCertificates(_settings, new AdmittedFile(_state, NullLogger<AdmittedFile>.Instance), _time);
        _judge = new CertificateJudge(_settings, _verifier, _admitted, _time, NullLogger<CertificateJudge>.Instance);
        _guard = new SessionGuard(_settings, _judge, _registry, _metrics, _time, NullLogger<SessionGuard>.Instance);
    }

    public void Dispose()
    {
        _guard.Dispose();
        _metrics.Dispose();
        _certificate.Dispose();
        _state.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task LiveSession_IsAskedAboutWithinTheInterval_AndANoEndsIt()
    {
        var (session, guarding) = await UpAsync();
        var asked = _verifier.Questions;
        _time.Advance((_settings.ReverifyInterval * 0.75) - TimeSpan.FromTicks(1));
        Assert.Equal(asked, _verifier.Questions);
        _time.Advance(_settings.ReverifyInterval * 0.25);
        await _time.PassUntilAsync(() => _verifier.Questions > asked, TimeSpan.Zero);
        Assert.False(session.Transport.Closed.IsCompleted);
        _verifier.Say(FakeVerifier.No);
        await _time.PassUntilAsync(() => guarding.IsCompleted, Step);
        await EndsAsync(session, guarding, ErrorCode.NotAdmitted, "it is revoked");
    }

    [Fact]
    public async Task VerifyServiceIsAway_SessionIsKeptForTheGrace_AndThenEnded()
    {
        var (session, guarding) = await UpAsync();
        _verifier.Say(FakeVerifier.Away);
        var took = await _time.PassUntilAsync(() => guarding.IsCompleted, LongStep);
        Assert.True(took >= _settings.LiveSessionGrace);
        // Again and again, but not as fast as it can.
        Assert.InRange(_verifier.Questions, 3, 120);
        await EndsAsync(session, guarding, ErrorCode.VerifyUnavailable, "has not answered since");
    }

    [Fact]
    public async Task VerifyServiceComesBack_TheNextGraceIsAWholeOne()
    {
        var (session, guarding) = await UpAsync();
        _verifier.Say(FakeVerifier.Away);
        var start = _time.GetUtcNow();
        await _time.PassUntilAsync(() => _time.GetUtcNow() - start > 0.9 * _settings.LiveSessionGrace, LongStep);
        _verifier.Say(AdmissionDecision.Admitted("a"));
        var asked = _verifier.Questions;
        await _time.PassUntilAsync(() => _verifier.Questions > asked, LongStep);
        _verifier.Say(FakeVerifier.Away);
        Assert.True(await _time.PassUntilAsync(() => guarding.IsCompleted, LongStep) >= _settings.LiveSessionGrace);
        await EndsAsync(session, guarding, ErrorCode.VerifyUnavailable, "");
    }

    [Fact]
    public async Task VerifyServiceHangs_TheGraceEndsAllTheSame()
    {
        var (session, guarding) = await UpAsync();
        _verifier.Answer = async cancellationToken =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), _time, cancellationToken);
            return FakeVerifier.Away;
        };
        await _time.PassUntilAsync(() => guarding.IsCompleted, LongStep);
        await EndsAsync(session, guarding, ErrorCode.VerifyUnavailable, "");
    }

    [Fact]
    public async Task CertificateExpires_SessionIsEnded_WithoutAQuestion()
    {
        var end = _time.GetUtcNow() + TimeSpan.FromSeconds(10);
        var (session, guarding) = await UpAsync(expiresIn: TimeSpan.FromSeconds(10));
        var asked = _verifier.Questions;
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(guarding.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await EndsAsync(session, guarding, ErrorCode.NotAdmitted, $"its certificate expired at {end:u}");
        Assert.Equal(asked, _verifier.Questions);
    }

    [Fact]
    public async Task HandedOver_OutlivesItsCertificateForAsLongAsTheNewestHolds()
    {
        var (first, guarding) = await UpAsync(expiresIn: TimeSpan.FromSeconds(10));
        var second = Session(expiresIn: TimeSpan.FromSeconds(20));
        first.HandOverTo(second);
        var newest = Session(expiresIn: TimeSpan.FromSeconds(30));
        second.HandOverTo(newest);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(guarding.IsCompleted);
        await _time.PassUntilAsync(() => guarding.IsCompleted, Step);
        await EndsAsync(first, guarding, ErrorCode.NotAdmitted, $"its certificate expired at {newest.Facts.CertificateEnd:u}");
    }

    [Fact]
    public async Task HandedOver_IsAskedAboutByTheNewCertificate_AndEndsWhenThatIsRevoked()
    {
        var (first, guarding) = await UpAsync();
        using var renewed = _files.CreateClient("a");
        _verifier.Judge = leaf => leaf.Thumbprint == renewed.Thumbprint ? AdmissionDecision.Admitted("a") : FakeVerifier.No;
        first.HandOverTo(Session(certificate: renewed));
        var asked = _verifier.Questions;
        _guard.Recheck("a");
        await _time.PassUntilAsync(() => _verifier.Questions > asked, TimeSpan.Zero);
        Assert.False(guarding.IsCompleted);

        _verifier.Judge = _ => FakeVerifier.No;
        _guard.Recheck("a");
        await EndsAsync(first, guarding, ErrorCode.NotAdmitted, "it is revoked");
    }

    [Fact]
    public async Task HandedOver_WhileItsOldCertificateIsAskedAbout_TheAnswerIsOfNoAccount()
    {
        var (first, guarding) = await UpAsync();
        var answer = new TaskCompletionSource<AdmissionDecision>();
        _verifier.Answer = _ => answer.Task;
        var asked = _verifier.Questions;
        _guard.Recheck("a");
        await _time.PassUntilAsync(() => _verifier.Questions > asked, TimeSpan.Zero);
        using var renewed = _files.CreateClient("a");
        first.HandOverTo(Session(certificate: renewed));
        _verifier.Say(AdmissionDecision.Admitted("a"));
        answer.SetResult(FakeVerifier.No);
        _guard.Recheck("a");
        await _time.PassUntilAsync(() => _verifier.Questions > asked + 1, TimeSpan.Zero);
        Assert.False(guarding.IsCompleted);
    }

    [Fact]
    public async Task VerifyServiceNamesAnotherUid_SessionIsEnded()
    {
        var (session, guarding) = await UpAsync();
        _verifier.Say(AdmissionDecision.Admitted("b"));
        _guard.Recheck("a");
        await EndsAsync(session, guarding, ErrorCode.NotAdmitted, "gives its certificate the uid b");
    }

    [Fact]
    public async Task RevokedWhileItWasBeingAdmitted_SessionIsEndedAtOnce()
    {
        var verdict = await _judge.AdmitAsync(_certificate, CancellationToken.None);
        _admitted.RemoveAll("a");
        _guard.Recheck("a");
        _verifier.Say(FakeVerifier.No);
        var session = Session();
        await EndsAsync(session, _guard.RunAsync(session, verdict, CancellationToken.None), ErrorCode.NotAdmitted, "");
    }

    [Fact]
    public async Task ManySessions_AreAskedAboutAFewAtATime()
    {
        _settings.ReverifyInterval = TimeSpan.FromHours(1);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => UpAsync()));
        var (now, most, done) = (0, 0, 0);
        _verifier.Answer = async _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            Interlocked.Increment(ref done);
            return FakeVerifier.No;
        };
        _guard.RecheckAll();
        await Task.WhenAll(sessions.Select(s => s.Guarding)).InTime();
        Assert.Equal(100, done);
        Assert.InRange(most, 1, _settings.MaxReverifications);
    }

    [Fact]
    public async Task SessionEndsOfItself_NobodyAsksAnyMore()
    {
        using var ended = new CancellationTokenSource();
        var session = Session();
        var guarding = _guard.RunAsync(session, await _judge.AdmitAsync(_certificate, CancellationToken.None), ended.Token);
        await ended.CancelAsync();
        await guarding.InTime();
        Assert.False(session.Transport.Closed.IsCompleted);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen) { }
    }

    private static async Task EndsAsync(FakeGatewaySession session, Task guarding, ErrorCode code, string reason)
    {
        await guarding.InTime();
        var close = await session.Transport.Closed.InTime();
        Assert.Equal((SessionCloseKind.ClosedByUs, (ulong)code), (close.Kind, close.Code));
        Assert.Contains(reason, close.Reason, StringComparison.Ordinal);
    }

    private FakeGatewaySession Session(TimeSpan? expiresIn = null, X509Certificate2? certificate = null) =>
        new("a", certificate: certificate ?? _certificate, certificateEnd: _time.GetUtcNow() + (expiresIn ?? TimeSpan.FromDays(365)));

    private async Task<(FakeGatewaySession Session, Task Guarding)> UpAsync(TimeSpan? expiresIn = null)
    {
        var session = Session(expiresIn);
        return (session, _guard.RunAsync(session, await _judge.AdmitAsync(_certificate, CancellationToken.None), CancellationToken.None));
    }
}
