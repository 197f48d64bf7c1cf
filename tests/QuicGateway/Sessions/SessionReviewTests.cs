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

public sealed class SessionReviewTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongStep = TimeSpan.FromSeconds(15);
    private readonly TestFiles _files = new();
    private readonly VirtualTime _time = new();
    private readonly FakeAdmissionSource _source = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly AdmissionSettings _settings = new();
    private readonly SessionRegistry _registry = new(new GatewaySessionSettings(), new LiveSessions(), []);
    private readonly StateDirectory _state;
    private readonly AdmittedCertificates _admitted;
    private readonly CertificateAdmission _admission;
    private readonly X509Certificate2 _certificate;
    private readonly SessionReview _guard;

    public SessionReviewTests()
    {
        _certificate = _files.CreateClient("a");
        _state = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState();
        _admitted = new AdmittedCertificates(_settings, new AdmittedFile(_state, NullLogger<AdmittedFile>.Instance), _time);
        _admission = new CertificateAdmission(_settings, _source, _admitted, _time, NullLogger<CertificateAdmission>.Instance);
        _guard = new SessionReview(_settings, _admission, _registry, _metrics, _time, NullLogger<SessionReview>.Instance);
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
        var (session, reviewing) = await UpAsync();
        var asked = _source.Questions;
        _time.Advance((_settings.ReverifyInterval * 0.75) - TimeSpan.FromTicks(1));
        Assert.Equal(asked, _source.Questions);
        _time.Advance(_settings.ReverifyInterval * 0.25);
        await _time.PassUntilAsync(() => _source.Questions > asked, TimeSpan.Zero);
        Assert.False(session.Transport.Closed.IsCompleted);
        _source.Say(FakeAdmissionSource.No);
        await _time.PassUntilAsync(() => reviewing.IsCompleted, Step);
        await EndsAsync(session, reviewing, ErrorCode.NotAdmitted, "it is revoked");
    }

    [Fact]
    public async Task VerifyServiceIsAway_SessionIsKeptForTheGrace_AndThenEnded()
    {
        var (session, reviewing) = await UpAsync();
        _source.Say(FakeAdmissionSource.Away);
        var took = await _time.PassUntilAsync(() => reviewing.IsCompleted, LongStep);
        Assert.True(took >= _settings.LiveSessionGrace);
        // Again and again, but not as fast as it can.
        Assert.InRange(_source.Questions, 3, 120);
        await EndsAsync(session, reviewing, ErrorCode.VerifyUnavailable, "has not answered since");
    }

    [Fact]
    public async Task VerifyServiceComesBack_TheNextGraceIsAWholeOne()
    {
        var (session, reviewing) = await UpAsync();
        _source.Say(FakeAdmissionSource.Away);
        var start = _time.GetUtcNow();
        await _time.PassUntilAsync(() => _time.GetUtcNow() - start > 0.9 * _settings.LiveSessionGrace, LongStep);
        _source.Say(AdmissionDecision.Admitted("a"));
        var asked = _source.Questions;
        await _time.PassUntilAsync(() => _source.Questions > asked, LongStep);
        _source.Say(FakeAdmissionSource.Away);
        Assert.True(await _time.PassUntilAsync(() => reviewing.IsCompleted, LongStep) >= _settings.LiveSessionGrace);
        await EndsAsync(session, reviewing, ErrorCode.VerifyUnavailable, "");
    }

    [Fact]
    public async Task VerifyServiceHangs_TheGraceEndsAllTheSame()
    {
        var (session, reviewing) = await UpAsync();
        _source.Answer = async cancellationToken =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), _time, cancellationToken);
            return FakeAdmissionSource.Away;
        };
        await _time.PassUntilAsync(() => reviewing.IsCompleted, LongStep);
        await EndsAsync(session, reviewing, ErrorCode.VerifyUnavailable, "");
    }

    [Fact]
    public async Task CertificateExpires_SessionIsEnded_WithoutAQuestion()
    {
        var end = _time.GetUtcNow() + TimeSpan.FromSeconds(10);
        var (session, reviewing) = await UpAsync(expiresIn: TimeSpan.FromSeconds(10));
        var asked = _source.Questions;
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(reviewing.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await EndsAsync(session, reviewing, ErrorCode.NotAdmitted, $"its certificate expired at {end:u}");
        Assert.Equal(asked, _source.Questions);
    }

    [Fact]
    public async Task HandedOver_OutlivesItsCertificateForAsLongAsTheNewestHolds()
    {
        var (first, reviewing) = await UpAsync(expiresIn: TimeSpan.FromSeconds(10));
        var second = Session(expiresIn: TimeSpan.FromSeconds(20));
        first.HandOverTo(second);
        var newest = Session(expiresIn: TimeSpan.FromSeconds(30));
        second.HandOverTo(newest);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(reviewing.IsCompleted);
        await _time.PassUntilAsync(() => reviewing.IsCompleted, Step);
        await EndsAsync(first, reviewing, ErrorCode.NotAdmitted, $"its certificate expired at {newest.Description.CertificateEnd:u}");
    }

    [Fact]
    public async Task HandedOver_IsAskedAboutByTheNewCertificate_AndEndsWhenThatIsRevoked()
    {
        var (first, reviewing) = await UpAsync();
        using var renewed = _files.CreateClient("a");
        _source.Check = leaf => leaf.Thumbprint == renewed.Thumbprint ? AdmissionDecision.Admitted("a") : FakeAdmissionSource.No;
        first.HandOverTo(Session(certificate: renewed));
        var asked = _source.Questions;
        _guard.Recheck("a");
        await _time.PassUntilAsync(() => _source.Questions > asked, TimeSpan.Zero);
        Assert.False(reviewing.IsCompleted);

        _source.Check = _ => FakeAdmissionSource.No;
        _guard.Recheck("a");
        await EndsAsync(first, reviewing, ErrorCode.NotAdmitted, "it is revoked");
    }

    [Fact]
    public async Task HandedOver_WhileItsOldCertificateIsAskedAbout_TheAnswerIsOfNoAccount()
    {
        var (first, reviewing) = await UpAsync();
        var answer = new TaskCompletionSource<AdmissionDecision>();
        _source.Answer = _ => answer.Task;
        var asked = _source.Questions;
        _guard.Recheck("a");
        await _time.PassUntilAsync(() => _source.Questions > asked, TimeSpan.Zero);
        using var renewed = _files.CreateClient("a");
        first.HandOverTo(Session(certificate: renewed));
        _source.Say(AdmissionDecision.Admitted("a"));
        answer.SetResult(FakeAdmissionSource.No);
        _guard.Recheck("a");
        await _time.PassUntilAsync(() => _source.Questions > asked + 1, TimeSpan.Zero);
        Assert.False(reviewing.IsCompleted);
    }

    [Fact]
    public async Task VerifyServiceNamesAnotherUid_SessionIsEnded()
    {
        var (session, reviewing) = await UpAsync();
        _source.Say(AdmissionDecision.Admitted("b"));
        _guard.Recheck("a");
        await EndsAsync(session, reviewing, ErrorCode.NotAdmitted, "gives its certificate the uid b");
    }

    [Fact]
    public async Task RevokedWhileItWasBeingAdmitted_SessionIsEndedAtOnce()
    {
        var decision = await _admission.AdmitAsync(_certificate, CancellationToken.None);
        _admitted.RemoveAll("a");
        _guard.Recheck("a");
        _source.Say(FakeAdmissionSource.No);
        var session = Session();
        await EndsAsync(session, _guard.RunAsync(session, decision, CancellationToken.None), ErrorCode.NotAdmitted, "");
    }

    [Fact]
    public async Task ManySessions_AreAskedAboutAFewAtATime()
    {
        _settings.ReverifyInterval = TimeSpan.FromHours(1);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => UpAsync()));
        var (now, most, done) = (0, 0, 0);
        _source.Answer = async _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            Interlocked.Increment(ref done);
            return FakeAdmissionSource.No;
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
        var reviewing = _guard.RunAsync(session, await _admission.AdmitAsync(_certificate, CancellationToken.None), ended.Token);
        await ended.CancelAsync();
        await reviewing.InTime();
        Assert.False(session.Transport.Closed.IsCompleted);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen) { }
    }

    private static async Task EndsAsync(FakeGatewaySession session, Task reviewing, ErrorCode code, string reason)
    {
        await reviewing.InTime();
        var close = await session.Transport.Closed.InTime();
        Assert.Equal((SessionCloseKind.ClosedByUs, (ulong)code), (close.Kind, close.Code));
        Assert.Contains(reason, close.Reason, StringComparison.Ordinal);
    }

    private FakeGatewaySession Session(TimeSpan? expiresIn = null, X509Certificate2? certificate = null) =>
        new("a", certificate: certificate ?? _certificate, certificateEnd: _time.GetUtcNow() + (expiresIn ?? TimeSpan.FromDays(365)));

    private async Task<(FakeGatewaySession Session, Task Guarding)> UpAsync(TimeSpan? expiresIn = null)
    {
        var session = Session(expiresIn);
        return (session, _guard.RunAsync(session, await _admission.AdmitAsync(_certificate, CancellationToken.None), CancellationToken.None));
    }
}
