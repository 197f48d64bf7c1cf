using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Scep;

public sealed class ScepClientTests : IAsyncLifetime
{
    private readonly ScepSite _site = ScepSite.OfEcdsa();
    private readonly HttpClient _http = new();
    private ScepHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ScepHost.StartAsync(_site);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _http.Dispose();
        _site.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_OverHttp_EnrolsRenewsAndGetsTheList(bool post)
    {
        if (!post)
            _host.Capabilities = "AES\nSHA-256\nRenewal\n";
        var client = Client();
        var authority = await client.DiscoverAsync().InTime();
        using var first = await client.EnrolAsync(authority, _site.NewRequest(), _site.Key).InTime();
        Assert.True(first.HasPrivateKey);
        Assert.Null(_site.Authority.OfClients().Validate(first, []));
        using var key = RSA.Create(2048);
        using var second = await client.RenewAsync(authority, _site.NewRequest(key: key), key, first).InTime();
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), second.PublicKey.ExportSubjectPublicKeyInfo());
        var list = await client.GetRevocationListAsync(authority, second).InTime();
        CertificateRevocationListBuilder.Load(list, out _);
        Assert.Equal(3, _host.Seen.Count(s => s == (post ? "POST PKIOperation" : "GET PKIOperation")));
    }

    [Fact]
    public async Task Enrolment_ThatWaits_IsPolledForUntilItIsThere()
    {
        _host.Polls = 3;
        var client = Client();
        using var certificate = await client.EnrolAsync(await client.DiscoverAsync().InTime(), _site.NewRequest(), _site.Key).InTime();
        Assert.Equal(4, _host.Seen.Count(s => s == "POST PKIOperation"));
    }

    [Fact]
    public async Task Enrolment_ThatWaitsTooLong_IsGivenUp()
    {
        _host.Polls = int.MaxValue;
        var refusal = await RefusalAsync(Client());
        Assert.Contains("still pending after 5 polls", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(6, _host.Seen.Count(s => s == "POST PKIOperation"));
    }

    [Fact]
    public async Task Enrolment_ThatIsRefused_SaysWhy()
    {
        var client = Client();
        var request = CertificateSigningRequest.Create(new X500DistinguishedName("CN=edge-7"), _site.Key, challengePassword: "wrong");
        var authority = await client.DiscoverAsync().InTime();
        var refusal = await Assert.ThrowsAsync<ScepClientException>(() => client.EnrolAsync(authority, request, _site.Key).InTime());
        Assert.Equal(FailInfo.BadRequest, refusal.FailInfo);
        Assert.Contains("the secret is wrong", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_OfAnotherFingerprint_IsRefused()
    {
        var client = Client(o => o with { CaFingerprint = new byte[32] });
        var refusal = await Assert.ThrowsAsync<ScepClientException>(() => client.DiscoverAsync().InTime());
        Assert.Contains("fingerprint", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_AtAServerWithoutCapabilities_AsksForTheSetting()
    {
        _host.Capabilities = null;
        Assert.Contains("allow legacy algorithms", (await RefusalAsync(Client())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_WithAnEndlessAnswer_IsCut()
    {
        _host.Instead = async context =>
        {
            var block = new byte[65536];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block);
            return [];
        };
        Assert.Contains($"{ScepLimits.MaxAnswer}", (await RefusalAsync(Client())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_WithoutAnAnswer_TimesOut()
    {
        _host.Instead = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return [];
        };
        var refusal = await RefusalAsync(Client(o => o with { Timeout = TimeSpan.FromSeconds(2) }));
        Assert.Contains("within 2 s", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_WithHttpErrors_SaysWhich()
    {
        _host.Instead = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult<byte[]>([]);
        };
        Assert.Contains("HTTP 503", (await RefusalAsync(Client())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_OfNobody_SaysSo()
    {
        var client = new ScepClient(_http, new ScepClientOptions { Server = new Uri("http://127.0.0.1:1/scep") });
        Assert.Contains(
            "cannot be asked",
            (await Assert.ThrowsAsync<ScepClientException>(() => client.DiscoverAsync().InTime())).Message,
            StringComparison.Ordinal
        );
    }

    private ScepClient Client(Func<ScepClientOptions, ScepClientOptions>? change = null)
    {
        var options = new ScepClientOptions
        {
            Server = _host.Address,
            CaFingerprint = _site.Authority.Certificate.GetCertHash(HashAlgorithmName.SHA256),
            PollInterval = TimeSpan.FromMilliseconds(1),
            MaxPolls = 5,
        };
        return new ScepClient(_http, change?.Invoke(options) ?? options);
    }

    private async Task<ScepClientException> RefusalAsync(ScepClient client) =>
        await Assert.ThrowsAsync<ScepClientException>(async () =>
            await client.EnrolAsync(await client.DiscoverAsync().InTime(), _site.NewRequest(), _site.Key).InTime()
        );
}
