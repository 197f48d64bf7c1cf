using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Authority;

public sealed class SigningTests : IDisposable
{
    private readonly OpenSsl _openssl = new();

    public void Dispose() => _openssl.Dispose();

    [Theory]
    [InlineData(KeyKind.EcdsaP384, KeyKind.EcdsaP256)]
    [InlineData(KeyKind.Rsa4096, KeyKind.Rsa2048)]
    [InlineData(KeyKind.EcdsaP256, KeyKind.EcdsaP384)]
    public async Task Intermediate_BelowARoot_IsVerifiedByOpenSsl(KeyKind rootKey, KeyKind key)
    {
        using var root = CertificateAuthority.Create("Root", key: rootKey, pathLength: 1);
        root.Save(_openssl["root.crt"], _openssl["root.key"]);
        using (var created = root.CreateIntermediate("Intermediate", key: key))
            created.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(_openssl["ca.key"])
        );
        using var authority = CertificateAuthority.Load(_openssl["ca.crt"], _openssl["ca.key"]);
        Assert.Equal("CN=Root", Assert.Single(authority.Issuers).Subject);
        using var client = authority.IssueClient("edge-7");
        _openssl.Write("client.pem", client.ExportCertificatePem());
        await _openssl.RunAsync("verify -x509_strict -purpose sslclient -CAfile root.crt -untrusted ca.crt client.pem");
        Assert.Throws<InvalidOperationException>(() => authority.CreateIntermediate("Too deep"));
    }

    [Fact]
    public void Intermediate_BelowARootThatForbidsIt_Throws()
    {
        using var root = CertificateAuthority.Create("Root");
        Assert.Throws<InvalidOperationException>(() => root.CreateIntermediate("Intermediate"));
    }

    [Theory]
    [InlineData(
        "req -new -newkey rsa:2048 -noenc -keyout k.pem -subj /CN=edge-7 -addext subjectAltName=DNS:edge.example.com,IP:192.0.2.1,email:a@example.com "
            + "-outform DER -out r.der"
    )]
    [InlineData(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout k.pem -subj /CN=edge-7 -addext "
            + "subjectAltName=DNS:edge.example.com,IP:192.0.2.1 -addext basicConstraints=CA:TRUE -outform DER -out r.der"
    )]
    [InlineData(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout k.pem -sha384 -subj /O=Procube/CN=edge-7 -addext "
            + "subjectAltName=DNS:edge.example.com,IP:192.0.2.1 -outform DER -out r.der"
    )]
    public async Task Issue_OfOpenSslsRequest_CarriesWhatTheProfileAllows(string command)
    {
        using var authority = CertificateAuthority.Create("CA");
        await _openssl.RunAsync(command);
        var request = CertificateSigningRequest.Parse(await File.ReadAllBytesAsync(_openssl["r.der"]).InTime());
        using var client = authority.Issue(request, LeafProfile.Client);
        Assert.Empty(client.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        Assert.False(client.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Null(authority.OfClients().Validate(client, []));
        Assert.NotNull(authority.OfServers("edge.example.com").Validate(client, []));

        using var server = authority.Issue(request, LeafProfile.Server);
        Assert.Null(authority.OfServers("edge.example.com").Validate(server, []));
        Assert.Null(authority.OfServers("192.0.2.1").Validate(server, []));
        Assert.NotNull(authority.OfClients().Validate(server, []));
        using var gateway = authority.Issue(request, LeafProfile.Gateway, TimeSpan.FromDays(1));
        Assert.Null(authority.OfServers("edge.example.com").Validate(gateway, []));
        Assert.Null(authority.OfClients().Validate(gateway, []));
        Assert.InRange(gateway.NotAfter, DateTime.Now.AddHours(23), DateTime.Now.AddHours(25));
        Assert.InRange(gateway.NotBefore, DateTime.Now.AddSeconds(-660), DateTime.Now.AddSeconds(-590));
    }

    [Theory]
    [InlineData("CN=a b", "client", "not a uid")]
    [InlineData("O=Procube", "client", "no common name")]
    [InlineData("CN=edge-7", "server", "needs one")]
    public void Issue_OfWhatTheProfileForbids_IsRefused(string subject, string profile, string expected)
    {
        using var authority = CertificateAuthority.Create("CA");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CertificateSigningRequest.Create(new X500DistinguishedName(subject), key);
        var refusal = Assert.Throws<CertificateRequestException>(() => authority.Issue(request, profile == "client" ? LeafProfile.Client : LeafProfile.Server));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("req -new -newkey rsa:1024 -noenc -keyout k.pem -subj /CN=edge-7 -outform DER -out r.der", "1024 bits")]
    [InlineData("req -new -newkey rsa:2048 -sha1 -noenc -keyout k.pem -subj /CN=edge-7 -outform DER -out r.der", "SHA-1")]
    [InlineData("req -new -newkey ed25519 -noenc -keyout k.pem -subj /CN=edge-7 -outform DER -out r.der", "RSA (PKCS#1 v1.5) or ECDSA")]
    [InlineData("req -new -newkey ec -pkeyopt ec_paramgen_curve:secp256k1 -noenc -keyout k.pem -subj /CN=edge-7 -outform DER -out r.der", "curve")]
    [InlineData(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -noenc -keyout k.pem -subj /CN=edge-7 -outform DER -out r.der",
        ""
    )]
    public async Task Request_OfAWeakKeyOrDigest_IsRefused(string command, string expected)
    {
        await _openssl.RunAsync(command);
        var encoded = await File.ReadAllBytesAsync(_openssl["r.der"]).InTime();
        Assert.Contains(expected, Assert.Throws<CertificateRequestException>(() => CertificateSigningRequest.Parse(encoded)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_WithAnAlteredByte_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encoded = CertificateSigningRequest.Create(new X500DistinguishedName("CN=edge-7"), key, ["edge.example.com"], "s3cret").Encoded.ToArray();
        Assert.Equal(["edge.example.com"], CertificateSigningRequest.Parse(encoded).Names);
        for (var i = 0; i < encoded.Length; i++)
        {
            encoded[i] ^= 1;
            Assert.True(
                Record.Exception(() => CertificateSigningRequest.Parse(encoded)) is CertificateRequestException,
                $"byte {i} of {Convert.ToHexString(encoded)}"
            );
            encoded[i] ^= 1;
        }
    }

    [Theory]
    [InlineData(KeyKind.EcdsaP256)]
    [InlineData(KeyKind.EcdsaP384)]
    [InlineData(KeyKind.Rsa2048)]
    public async Task RevocationList_ByOpenSsl_IsVerified(KeyKind key)
    {
        using var authority = CertificateAuthority.Create("CA", key: key);
        authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        using var revoked = authority.IssueClient("edge-7");
        using var good = authority.IssueClient("edge-8");
        CertificateFiles.Save(revoked, _openssl["revoked.pem"], _openssl["revoked.key"]);
        CertificateFiles.Save(good, _openssl["good.pem"], _openssl["good.key"]);
        var list = authority.CreateRevocationList(
            [new RevokedCertificate(revoked.SerialNumber, DateTimeOffset.UtcNow, X509RevocationReason.KeyCompromise)],
            TimeSpan.FromDays(1)
        );
        await File.WriteAllBytesAsync(_openssl["list.der"], list).InTime();
        var text = await _openssl.RunAsync("crl -inform DER -in list.der -CAfile ca.crt -text -out list.pem -verify");
        Assert.Contains("verify OK", text, StringComparison.Ordinal);
        await _openssl.RunAsync("verify -x509_strict -crl_check -CAfile ca.crt -CRLfile list.pem good.pem");
        var (_, refusal) = await _openssl.TryRunAsync("verify -x509_strict -crl_check -CAfile ca.crt -CRLfile list.pem revoked.pem");
        Assert.Contains("certificate revoked", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void RevocationLists_OneAfterAnother_HaveGrowingNumbers()
    {
        using var authority = CertificateAuthority.Create("CA", time: FixedTime.In(TimeSpan.Zero));
        var last = BigInteger.Zero;
        for (var i = 0; i < 5; i++)
        {
            CertificateRevocationListBuilder.Load(authority.CreateRevocationList([], TimeSpan.FromDays(1)), out var number);
            Assert.True(number > last);
            last = number;
        }
    }
}
