using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base.State;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Admission;

public sealed class CertificateAdmissionTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(2);
    private readonly TestFiles _files = new();
    private readonly VirtualTime _time = new();
    private readonly FakeAdmissionSource _source = new();
    private readonly AdmissionSettings _settings = new();
    private readonly StateDirectory _state;
    private readonly X509Certificate2 _certificate;

    public CertificateAdmissionTests()
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
        var (admission, _) = Create();
        await AdmitAsync(admission);
        _time.Advance(_settings.VerifyCacheTime - TimeSpan.FromTicks(1));
        Assert.True((await AdmitAsync(admission)).IsAdmitted);
        Assert.Equal(1, _source.Questions);
        _time.Advance(TimeSpan.FromTicks(1));
        await AdmitAsync(admission);
        Assert.Equal(2, _source.Questions);
    }

    [Fact]
    public async Task No_IsAskedForAgain()
    {
        var (admission, _) = Create();
        _source.Say(FakeAdmissionSource.No);
        await AdmitAsync(admission);
        _source.Say(AdmissionDecision.Admitted("a"));
        Assert.True((await AdmitAsync(admission)).IsAdmitted);
    }

    [Theory]
    [InlineData("a", 2)]
    [InlineData("other", 1)]
    public async Task Push_MakesTheCacheForgetThatUid(string changed, int questions)
    {
        var (admission, admitted) = Create();
        await AdmitAsync(admission);
        admitted.RemoveAll(changed);
        await AdmitAsync(admission);
        Assert.Equal(questions, _source.Questions);
    }

    [Fact]
    public async Task WatchComesBack_TheCacheIsNotBelieved()
    {
        var (admission, admitted) = Create();
        await AdmitAsync(admission);
        admitted.Expire();
        await AdmitAsync(admission);
        Assert.Equal(2, _source.Questions);
    }

    [Fact]
    public async Task YesThatAPushOvertook_IsNotKept_AndNotCurrent()
    {
        var (admission, admitted) = Create();
        var answer = new TaskCompletionSource<AdmissionDecision>();
        _source.Answer = _ => answer.Task;
        var asking = AdmitAsync(admission);
        admitted.RemoveAll("a");
        answer.SetResult(AdmissionDecision.Admitted("a"));
        Assert.False(admission.IsCurrent(await asking));
        _source.Say(FakeAdmissionSource.No);
        Assert.False((await AdmitAsync(admission)).IsAdmitted);
    }

    [Fact]
    public async Task ServiceIsAway_NobodyIsAdmitted()
    {
        var (admission, _) = Create();
        await AdmitAsync(admission);
        _time.Advance(_settings.VerifyCacheTime);
        _source.Say(FakeAdmissionSource.Away);
        Assert.Equal(ErrorCode.VerifyUnavailable, (await AdmitAsync(admission)).Refusal?.Code);
    }

    [Fact]
    public async Task ServiceIsAway_KnownCertificateIsAdmittedForTheGrace_WithItsRules()
    {
        _settings.NewSessionGrace = Grace;
        var (admission, _) = Create();
        Assert.True(ClientGrants.TryRead(new VerifiedAttributes(Ports: "443"), out var rules, out _));
        _source.Say(AdmissionDecision.Admitted("a", rules));
        await AdmitAsync(admission);
        _source.Say(FakeAdmissionSource.Away);
        _time.Advance(Grace - TimeSpan.FromTicks(1));
        var decision = await AdmitAsync(admission);
        Assert.Equal(("a", "443"), (decision.Uid, decision.Rules.Attributes.Ports));
        Assert.False(admission.IsCurrent(decision));
        using var renewed = _files.CreateClient("a");
        Assert.Equal(ErrorCode.VerifyUnavailable, (await admission.AdmitAsync(renewed, CancellationToken.None)).Refusal?.Code);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ErrorCode.VerifyUnavailable, (await AdmitAsync(admission)).Refusal?.Code);
    }

    [Fact]
    public async Task ClockWasSetBack_AnOldYesIsNoneOfNow()
    {
        _settings.NewSessionGrace = Grace;
        var (admission, _) = Create();
        await AdmitAsync(admission);
        _time.AdjustTime(_time.GetUtcNow() - Grace);
        _source.Say(FakeAdmissionSource.Away);
        Assert.Equal(ErrorCode.VerifyUnavailable, (await AdmitAsync(admission)).Refusal?.Code);
    }

    [Fact]
    public async Task ServiceIsAwayAfterARestart_KnownCertificateIsAdmitted_ButNotFromTheCache()
    {
        _settings.NewSessionGrace = Grace;
        await using (var first = Start())
            await AdmitAsync(first.Check);
        await using var second = Start();
        _source.Say(FakeAdmissionSource.Away);
        Assert.True((await AdmitAsync(second.Check)).IsAdmitted);
        Assert.Equal(2, _source.Questions);
    }

    [Fact]
    public async Task RevokedBeforeTheServiceWentAway_IsForgotten_AcrossARestart()
    {
        _settings.NewSessionGrace = Grace;
        await using (var first = Start())
        {
            await AdmitAsync(first.Check);
            _source.Say(FakeAdmissionSource.No);
            await first.Check.AskAsync(_certificate, CancellationToken.None);
            _source.Say(FakeAdmissionSource.Away);
            Assert.False((await AdmitAsync(first.Check)).IsAdmitted);
        }

        await using var second = Start();
        Assert.False((await AdmitAsync(second.Check)).IsAdmitted);
    }

    [Fact]
    public async Task PushedBeforeTheServiceWentAway_IsForgotten()
    {
        _settings.NewSessionGrace = Grace;
        var (admission, admitted) = Create();
        await AdmitAsync(admission);
        admitted.RemoveAll("a");
        _source.Say(FakeAdmissionSource.Away);
        Assert.False((await AdmitAsync(admission)).IsAdmitted);
    }

    [Fact]
    public async Task NoGrace_NothingIsWrittenDown()
    {
        await using (var live = Start())
            await AdmitAsync(live.Check);
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
            Assert.True((await AdmitAsync(live.Check)).IsAdmitted);
        _source.Say(FakeAdmissionSource.Away);
        await using var next = Start();
        Assert.True((await AdmitAsync(next.Check)).IsAdmitted);
    }

    [Fact]
    public async Task FileThatCannotBeWritten_IsSurvived()
    {
        _settings.NewSessionGrace = Grace;
        Directory.CreateDirectory(_state.File(AdmittedFile.FileName + ".new"));
        await using var live = Start();
        Assert.True((await AdmitAsync(live.Check)).IsAdmitted);
    }

    private Task<AdmissionDecision> AdmitAsync(CertificateAdmission admission) => admission.AdmitAsync(_certificate, CancellationToken.None).InTime();

    private (CertificateAdmission Check, AdmittedCertificates Admitted) Create()
    {
        var admitted = new AdmittedCertificates(_settings, new AdmittedFile(_state, NullLogger<AdmittedFile>.Instance), _time);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return (new CertificateAdmission(_settings, _source, admitted, _time, NullLogger<CertificateAdmission>.Instance), admitted);
    }

    /// <summary>One that also writes down, until it is disposed.</summary>
    private Life Start()
    {
        var (admission, admitted) = Create();
        return new Life(admission, admitted);
    }

    private sealed class Life : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Life(CertificateAdmission admission, AdmittedCertificates admitted) => (Check, _running) = (admission, admitted.RunAsync(_stop.Token));

        public CertificateAdmission Check { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.InTime();
            _stop.Dispose();
        }
    }
}
