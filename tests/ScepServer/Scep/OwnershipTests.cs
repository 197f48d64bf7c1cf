using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.ScepServer.Tests.Support;

namespace SocketWarp.ScepServer.Tests.Scep;

/// <summary>What was issued is handed out again to the one that it was issued to, and only while it holds.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private const string Challenge = "edge-1\\s3cret-of-edge-1";
    private readonly RSA _key = RSA.Create(2048);
    private ScepHost _host = null!;
    private ScepTransaction _transaction = null!;
    private byte[] _request = null!;
    private X509Certificate2 _certificate = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ScepHost.StartAsync();
        await _host.Admin.AddWithSecretAsync("edge-1", "s3cret-of-edge-1");
        var authority = await _host.Anonymous.Scep().DiscoverAsync(TestContext.Current.CancellationToken);
        _transaction = ScepTransaction.Enrol(authority, Request(_key, Challenge), _key);
        _request = _transaction.Request();
        using var issued = (await SendAsync(_request)).Certificate!;
        _certificate = issued.CopyWithPrivateKey(_key);
    }

    public async ValueTask DisposeAsync()
    {
        _certificate.Dispose();
        _transaction.Dispose();
        _key.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Transaction_OfAnother_WithAKeyOfItsOwn_GetsNothing()
    {
        using var key = RSA.Create(2048);
        using var signer = SelfSigned(key);
        using var own = SelfSigned(_key);
        Assert.NotEmpty(await new RawScep(_host).SendAsync(ScepMessageType.PkcsReq, _transaction.Id, Request(_key, Challenge).Encoded.ToArray(), own));

        Assert.Empty(await new RawScep(_host).SendAsync(ScepMessageType.PkcsReq, _transaction.Id, Request(key, Challenge).Encoded.ToArray(), signer));
        Assert.Equal(1, (await _host.Viewer.GetAsync("/api/cert/list/edge-1")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Transaction_RepeatedWithAWrongSecret_GetsNothing()
    {
        var refused = await Assert.ThrowsAsync<ScepClientException>(() => _host.Anonymous.EnrolAsync("CN=edge-1", "edge-1\\wrong-secret", _key));
        Assert.Contains("not accepted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_RepeatedAfterARevocation_GetsNothing()
    {
        Assert.Equal(_certificate.SerialNumber, (await SendAsync(_request)).Certificate?.SerialNumber);
        await _host.Admin.RevokeAsync("edge-1");
        Assert.Equal(PkiStatus.Failure, (await SendAsync(_request)).Status);
    }

    [Fact]
    public async Task Poll_GetsTheCertificateUntilItIsRevoked()
    {
        Assert.Equal(_certificate.SerialNumber, (await SendAsync(_transaction.Poll())).Certificate?.SerialNumber);
        await _host.Admin.RevokeAsync("edge-1");
        Assert.Equal(PkiStatus.Failure, (await SendAsync(_transaction.Poll())).Status);
    }

    [Fact]
    public async Task Poll_WithAnotherKey_GetsNothing()
    {
        using var key = RSA.Create(2048);
        using var signer = SelfSigned(key);
        Assert.Empty(await new RawScep(_host).SendAsync(ScepMessageType.CertPoll, _transaction.Id, RawScep.Subject(_certificate), signer));
        using var own = SelfSigned(_key);
        Assert.NotEmpty(await new RawScep(_host).SendAsync(ScepMessageType.CertPoll, _transaction.Id, RawScep.Subject(_certificate), own));
    }

    [Fact]
    public async Task CertificatesAndRevocationList_AreNotForTheRevoked()
    {
        var scep = _host.Anonymous.Scep();
        var authority = await scep.DiscoverAsync(TestContext.Current.CancellationToken);
        var raw = new RawScep(_host);
        Assert.NotEmpty(await raw.SendAsync(ScepMessageType.GetCert, "1", RawScep.Serial(_certificate), _certificate));
        Assert.NotEmpty(await scep.GetRevocationListAsync(authority, _certificate, TestContext.Current.CancellationToken));

        await _host.Admin.RevokeAsync("edge-1");

        Assert.Empty(await raw.SendAsync(ScepMessageType.GetCert, "2", RawScep.Serial(_certificate), _certificate));
        var refused = await Assert.ThrowsAsync<ScepClientException>(() =>
            scep.GetRevocationListAsync(authority, _certificate, TestContext.Current.CancellationToken)
        );
        Assert.Contains("revoked or unknown", refused.Message, StringComparison.Ordinal);
    }

    private static CertificateSigningRequest Request(RSA key, string challenge) =>
        CertificateSigningRequest.Create(new X500DistinguishedName("CN=edge-1"), key, challengePassword: challenge);

    private static X509Certificate2 SelfSigned(RSA key) =>
        new CertificateRequest("CN=edge-1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddHours(1)
        );

    private async Task<ScepReply> SendAsync(byte[] message) =>
        _transaction.Read((await _host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(message))).Bytes);
}
