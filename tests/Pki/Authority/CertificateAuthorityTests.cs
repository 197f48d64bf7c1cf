using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Authority;

public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly OpenSsl _openssl = new();

    public void Dispose() => _openssl.Dispose();

    [Theory]
    [InlineData(KeyKind.EcdsaP256, KeyKind.EcdsaP256)]
    [InlineData(KeyKind.EcdsaP256, KeyKind.Rsa2048)]
    [InlineData(KeyKind.Rsa2048, KeyKind.EcdsaP256)]
    [InlineData(KeyKind.Rsa3072, KeyKind.Rsa3072)]
    public async Task Certificates_OfEveryKeyKind_AreVerifiedByOpenSsl(KeyKind rootKey, KeyKind leafKey)
    {
        using var authority = CertificateAuthority.Create("Development CA", key: rootKey);
        authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        var options = new LeafOptions { Key = leafKey };
        using var server = authority.IssueServer(["gateway.example.com", "192.0.2.1", "2001:db8::1"], options);
        using var client = authority.IssueClient("edge-7", options);
        using var gateway = authority.IssueGateway(["localhost"], options);
        CertificateFiles.Save(server, _openssl["server.pem"], _openssl["server.key"]);
        CertificateFiles.Save(client, _openssl["client.pem"], _openssl["client.key"]);
        CertificateFiles.Save(gateway, _openssl["gateway.pem"], _openssl["gateway.key"]);

        await _openssl.RunAsync("verify -x509_strict -CAfile ca.crt ca.crt");
        await _openssl.RunAsync("verify -x509_strict -purpose sslserver -verify_hostname gateway.example.com -CAfile ca.crt server.pem");
        await _openssl.RunAsync("verify -x509_strict -purpose sslserver -verify_ip 2001:db8::1 -CAfile ca.crt server.pem");
        await _openssl.RunAsync("verify -x509_strict -purpose sslclient -CAfile ca.crt client.pem");
        await _openssl.RunAsync("verify -x509_strict -purpose sslserver -CAfile ca.crt gateway.pem");
        await _openssl.RunAsync("verify -x509_strict -purpose sslclient -CAfile ca.crt gateway.pem");
        Assert.NotEqual(0, (await _openssl.TryRunAsync("verify -x509_strict -purpose sslserver -CAfile ca.crt client.pem")).Code);
        Assert.NotEqual(0, (await _openssl.TryRunAsync("verify -x509_strict -purpose sslclient -CAfile ca.crt server.pem")).Code);
    }

    [Fact]
    public async Task Certificate_AsOpenSslPrintsIt_HasWhatTheProfileSays()
    {
        using var authority = CertificateAuthority.Create("Development CA");
        using var client = authority.IssueClient("日本-支店");
        CertificateFiles.Save(client, _openssl["client.pem"], _openssl["client.key"]);
        var text = await _openssl.RunAsync("x509 -in client.pem -noout -text -nameopt utf8,-esc_msb");
        Assert.Contains("日本-支店", text, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.Contains("Digital Signature\n", text, StringComparison.Ordinal);
        Assert.Contains("TLS Web Client Authentication\n", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Subject Key Identifier", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Authority Key Identifier", text, StringComparison.Ordinal);
        Assert.Contains("ecdsa-with-SHA256", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Serials_OfManyCertificates_AreLongAndDifferent()
    {
        using var authority = CertificateAuthority.Create("Development CA");
        var serials = Enumerable
            .Range(0, 20)
            .Select(_ =>
            {
                using var certificate = authority.IssueClient("edge-7");
                return certificate.SerialNumber;
            })
            .ToHashSet();
        Assert.Equal(20, serials.Count);
        Assert.All(serials, s => Assert.InRange(s.Length, 28, 34));
    }

    [Fact]
    public void Authority_SavedAndLoaded_GoesOnSigning()
    {
        using var authority = CertificateAuthority.Create("Development CA");
        authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        using var loaded = CertificateAuthority.Load(_openssl["ca.crt"], _openssl["ca.key"]);
        using var client = loaded.IssueClient("edge-7");
        Assert.Null(authority.OfClients().Validate(client, []));
    }

    [Fact]
    public void Load_OfALeaf_IsRefused()
    {
        using var authority = CertificateAuthority.Create("Development CA");
        using var client = authority.IssueClient("edge-7");
        CertificateFiles.Save(client, _openssl["client.pem"], _openssl["client.key"]);
        var refusal = Assert.Throws<CertificateFileException>(() => CertificateAuthority.Load(_openssl["client.pem"], _openssl["client.key"]));
        Assert.Contains("not an authority's", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lifetime_BeyondTheAuthoritys_IsCut()
    {
        using var authority = CertificateAuthority.Create("Development CA", TimeSpan.FromDays(10));
        using var client = authority.IssueClient("edge-7");
        Assert.Equal(authority.Certificate.NotAfter, client.NotAfter);
    }

    [Fact]
    public void Issue_AfterTheAuthoritysEnd_Throws()
    {
        using var created = CertificateAuthority.Create("Development CA", TimeSpan.FromDays(10));
        created.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        using var authority = CertificateAuthority.Load(_openssl["ca.crt"], _openssl["ca.key"], FixedTime.In(TimeSpan.FromDays(11)));
        Assert.Throws<InvalidOperationException>(() => authority.IssueClient("edge-7"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a|b")]
    [InlineData("")]
    public void IssueClient_OfNoUid_Throws(string uid)
    {
        using var authority = CertificateAuthority.Create("Development CA");
        Assert.Throws<ArgumentException>(() => authority.IssueClient(uid));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("http://gateway")]
    [InlineData("")]
    public void IssueServer_OfNoName_Throws(string name)
    {
        using var authority = CertificateAuthority.Create("Development CA");
        Assert.Throws<ArgumentException>(() => authority.IssueServer([name]));
        Assert.Throws<ArgumentException>(() => authority.IssueServer([]));
    }

    [Fact]
    public async Task IssueServer_OfANameTooLongForTheSubject_HasItAsAlternativeName()
    {
        var name = string.Join('.', Enumerable.Repeat("part", 20)) + ".example.com";
        using var authority = CertificateAuthority.Create("Development CA");
        authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        using var server = authority.IssueServer([name]);
        CertificateFiles.Save(server, _openssl["server.pem"], _openssl["server.key"]);
        await _openssl.RunAsync($"verify -x509_strict -purpose sslserver -verify_hostname {name} -CAfile ca.crt server.pem");
        Assert.Equal("", server.Subject);
        Assert.Null(authority.OfServers(name).Validate(server, []));
    }
}
