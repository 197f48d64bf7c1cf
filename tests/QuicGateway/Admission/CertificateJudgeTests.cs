using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base.State;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Admission;

public sealed class CertificateJudgeTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(2);
    private readonly TestFiles _files = new();
    private readonly VirtualTime _time = new();
    private readonly FakeVerifier _verifier = new();
    private readonly AdmissionSettings _settings = new();
    private readonly StateDirectory _state;
    private readonly X509Certificate2 _certificate;

    public CertificateJudgeTests()
    {
        _certificate = _files.CreateClient("a");
        _state = new GatewaySettings { StateDirectory = _files.Path("state") }.OpenState();
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _state.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Yes_IsNotAskedForAgain_ForTheCacheTime()
    {
        var (judge, _) = Create();
        await AdmitAsync(judge);
        _time.Advance(_settings.VerifyCacheTime - TimeSpan.FromTicks(1));
        Assert.True((await AdmitAsync(judge)).IsAdmitted);
        Assert.Equal(1, _verifier.Questions);
        _time.Advance(TimeSpan.FromTicks(1));
        await AdmitAsync(judge);
        Assert.Equal(2, _verifier.Questions);
    }

    [Fact]
    public async Task No_IsAskedForAgain()
    {
        var (judge, _) = Create();
        _verifier.Say(FakeVerifier.No);
        await AdmitAsync(judge);
        _verifier.Say(AdmissionDecision.Admitted("a"));
        Assert.True((await AdmitAsync(judge)).IsAdmitted);
    }

    [Theory]
    [InlineData("a", 2)]
    [InlineData("other", 1)]
    public async Task Push_MakesTheCacheForgetThatUid(string changed, int questions)
    {
        var (judge, admitted) = Create();
        await AdmitAsync(judge);
        admitted.RemoveAll(changed);
        await AdmitAsync(judge);
        Assert.Equal(questions, _verifier.Questions);
    }

    [Fact]
    public async Task WatchComesBack_TheCacheIsNotBelieved()
    {
        var (judge, admitted) = Create();
        await AdmitAsync(judge);
        admitted.Expire();
        await AdmitAsync(judge);
        Assert.Equal(2, _verifier.Questions);
    }

    [Fact]
    public async Task YesThatAPushOvertook_IsNotKept_AndNotCurrent()
    {
        var (judge, admitted) = Create();
        var answer = new TaskCompletionSource<AdmissionDecision>();
        _verifier.Answer = _ => answer.Task;
        var asking = AdmitAsync(judge);
        admitted.RemoveAll("a");
        answer.SetResult(AdmissionDecision.Admitted("a"));
        Assert.False(judge.IsCurrent(await asking));
        _verifier.Say(FakeVerifier.No);
        Assert.False((await AdmitAsync(judge)).IsAdmitted);
    }

    [Fact]
    public async Task ServiceIsAway_NobodyIsAdmitted()
    {
        var (judge, _) = Create();
        await AdmitAsync(judge);
        _time.Advance(_settings.VerifyCacheTime);
        _verifier.Say(FakeVerifier.Away);
        Assert.Equal(ErrorCode.VerifyUnavailable, (await AdmitAsync(judge)).Refusal?.Code);
    }

    [Fact]
    public async Task ServiceIsAway_KnownCertificateIsAdmittedForTheGrace_WithItsRules()
    {
        _settings.NewSessionGrace = Grace;
        var (judge, _) = Create();
        Assert.True(ClientGrants.TryRead(new VerifiedAttributes(Ports: "443"), out var rules, out _));
        _verifier.Say(AdmissionDecision.Admitted("a", rules));
        await AdmitAsync(judge);
        _verifier.Say(FakeVerifier.Away);
        _time.Advance(Grace - TimeSpan.FromTicks(1));
        var verdict = await AdmitAsync(judge);
        Assert.Equal(("a", "443"), (verdict.Uid, verdict.Rules.Attributes.Ports));
        Assert.False(judge.IsCurrent(verdict));
        using var renewed = _files.CreateClient("a");
        Assert.Equal(ErrorCode.VerifyUnavailable, (await judge.AdmitAsync(renewed, CancellationToken.None)).Refusal?.Code);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ErrorCode.VerifyUnavailable, (await AdmitAsync(judge)).Refusal?.Code);
    }

    [Fact]
    public async Task ClockWasSetBack_AnOldYesIsNoneOfNow()
    {
        _settings.NewSessionGrace = Grace;
        var (judge, _) = Create();
        await AdmitAsync(judge);
        _time.AdjustTime(_time.GetUtcNow() - Grace);
        _verifier.Say(FakeVerifier.Away);
        Assert.Equal(ErrorCode.VerifyUnavailable, (await AdmitAsync(judge)).Refusal?.Code);
    }

    [Fact]
    public async Task ServiceIsAwayAfterARestart_KnownCertificateIsAdmitted_ButNotFromTheCache()
    {
        _settings.NewSessionGrace = Grace;
        await using (var first = Start())
            await AdmitAsync(first.Judge);
        await using var second = Start();
        _verifier.Say(FakeVerifier.Away);
        Assert.True((await AdmitAsync(second.Judge)).IsAdmitted);
        Assert.Equal(2, _verifier.Questions);
    }

    [Fact]
    public async Task RevokedBeforeTheServiceWentAway_IsForgotten_AcrossARestart()
    {
        _settings.NewSessionGrace = Grace;
        await using (var first = Start())
        {
            await AdmitAsync(first.Judge);
            _verifier.Say(FakeVerifier.No);
            await first.Judge.AskAsync(_certificate, CancellationToken.None);
            _verifier.Say(FakeVerifier.Away);
            Assert.False((await AdmitAsync(first.Judge)).IsAdmitted);
        }

        await using var second = Start();
        Assert.False((await AdmitAsync(second.Judge)).IsAdmitted);
    }

    [Fact]
    public async Task PushedBeforeTheServiceWentAway_IsForgotten()
    {
        _settings.NewSessionGrace = Grace;
        var (judge, admitted) = Create();
        await AdmitAsync(judge);
        admitted.RemoveAll("a");
        _verifier.Say(FakeVerifier.Away);
        Assert.False((await AdmitAsync(judge)).IsAdmitted);
    }

    [Fact]
    public async Task NoGrace_NothingIsWrittenDown()
    {
        await using (var live = Start())
            await AdmitAsync(live.Judge);
        Assert.False(File.Exists(_state.File(AdmittedFile.FileName)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Format\":99,\"Certificates\":[]}")]
    [InlineData("{\"Format\":1,\"Certificates\":null}")]
    [InlineData("{\"Format\":1,\"Certificates\":[null]}")]
    [InlineData("{\"Format\":1,\"Certificates\":[{\"Thumbprint\":null,\"Uid\":null,\"Attributes\":null,\"At\":\"2030-01-01T00:00:00Z\"}]}")]
    public async Task UnreadableFile_IsEmpty_AndReplaced(string text)
    {
        _settings.NewSessionGrace = Grace;
        File.WriteAllText(_state.File(AdmittedFile.FileName), text);
        await using (var live = Start())
            Assert.True((await AdmitAsync(live.Judge)).IsAdmitted);
        _verifier.Say(FakeVerifier.Away);
        await using var next = Start();
        Assert.True((await AdmitAsync(next.Judge)).IsAdmitted);
    }

    [Fact]
    public async Task FileThatCannotBeWritten_IsSurvived()
    {
        _settings.NewSessionGrace = Grace;
        Directory.CreateDirectory(_state.File(AdmittedFile.FileName + ".new"));
        await using var live = Start();
        Assert.True((await AdmitAsync(live.Judge)).IsAdmitted);
    }

    private Task<AdmissionDecision> AdmitAsync(CertificateJudge judge) => judge.AdmitAsync(_certificate, CancellationToken.None).InTime();

    private (CertificateJudge Judge, AdmittedCertificates Admitted) Create()
    {
        var admitted = new AdmittedCertificates(_settings, new AdmittedFile(_state, NullLogger<AdmittedFile>.Instance), _time);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return (new CertificateJudge(_settings, _verifier, admitted, _time, NullLogger<CertificateJudge>.Instance), admitted);
    }

    /// <summary>One that also writes down, until it is disposed.</summary>
    private Life Start()
    {
        var (judge, admitted) = Create();
        return new Life(judge, admitted);
    }

    private sealed class Life : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Life(CertificateJudge judge, AdmittedCertificates admitted) => (Judge, _running) = (judge, admitted.RunAsync(_stop.Token));

        public CertificateJudge Judge { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.InTime();
            _stop.Dispose();
        }
    }
}
