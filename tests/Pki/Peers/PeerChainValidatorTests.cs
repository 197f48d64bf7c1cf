using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Peers;

public sealed class PeerChainValidatorTests : IDisposable
{
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("Development CA");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Leaf_OfOurAuthority_IsAccepted()
    {
        using var client = _authority.IssueClient("edge-7");
        using var server = _authority.IssueServer(["gateway.example.com"]);
        using var gateway = _authority.IssueGateway(["gateway.example.com"]);
        Assert.Null(_authority.OfClients().Validate(client, []));
        Assert.Null(_authority.OfServers("gateway.example.com").Validate(server, []));
        Assert.Null(_authority.OfServers(null).Validate(server, []));
        Assert.Null(_authority.OfClients().Validate(gateway, []));
        Assert.Null(_authority.OfServers("GATEWAY.example.com").Validate(gateway, []));
    }

    [Theory]
    [InlineData(-1, "not valid before")]
    [InlineData(366, "expired on")]
    public void Leaf_OutsideItsPeriod_IsRefused(int days, string expected)
    {
        using var client = _authority.IssueClient("edge-7");
        var reason = _authority.OfClients(FixedTime.In(TimeSpan.FromDays(days))).Validate(client, []);
        Assert.StartsWith(expected, reason, StringComparison.Ordinal);
        Assert.Contains("; the clock of this machine says ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaf_OfAnotherAuthority_IsRefused()
    {
        using var other = CertificateAuthority.Create("Other CA");
        using var sameName = CertificateAuthority.Create("Development CA");
        using var stranger = other.IssueClient("edge-7");
        using var pretender = sameName.IssueClient("edge-7");
        Assert.Equal("signed by an authority that is not in ca.crt (CN=Other CA)", _authority.OfClients().Validate(stranger, []));
        Assert.Equal("signed by an authority that is not in ca.crt (CN=Other CA)", _authority.OfClients().Validate(stranger, [other.Certificate]));
        Assert.NotNull(_authority.OfClients().Validate(pretender, []));
        Assert.NotNull(_authority.OfClients().Validate(pretender, [sameName.Certificate]));
    }

    [Fact]
    public void Leaf_SignedByItself_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        Assert.Equal("signed by an authority that is not in ca.crt (CN=edge-7)", _authority.OfClients().Validate(certificate, []));
    }

    [Fact]
    public void Leaf_ForTheOtherUse_IsRefused()
    {
        using var client = _authority.IssueClient("edge-7");
        using var server = _authority.IssueServer(["gateway.example.com"]);
        Assert.Equal("not meant for client authentication", _authority.OfClients().Validate(server, []));
        Assert.Equal("not meant for server authentication", _authority.OfServers(null).Validate(client, []));
        Assert.Equal("not meant for signatures, which TLS 1.3 needs", _authority.OfClients().Validate(_authority.Certificate, []));
    }

    [Theory]
    [InlineData("gateway.example.com", true)]
    [InlineData("a.wild.example.com", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:DB8:0::1", true)]
    [InlineData("example.com", false)]
    [InlineData("a.b.wild.example.com", false)]
    [InlineData("192.0.2.2", false, "; issue it with this address as an IP entry of its subjectAltName, or expect one of its names")]
    [InlineData("gateway.example.com.evil.test", false)]
    public void ServerName_OfEveryKind_IsComparedWithTheAlternativeNames(string name, bool good, string fix = "")
    {
        using var server = _authority.IssueServer(["gateway.example.com", "*.wild.example.com", "192.0.2.1", "2001:db8::1"]);
        var reason = _authority.OfServers(name).Validate(server, []);
        if (good)
            Assert.Null(reason);
        else
            Assert.Equal($"not issued for {name}, but for gateway.example.com, *.wild.example.com, 192.0.2.1, 2001:db8::1{fix}", reason);
    }

    [Fact]
    public void CommonName_WithoutAlternativeNames_CountsForNothing_AndTheReasonSaysSo()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(new CertificateRequest("CN=gateway.example.com", key, HashAlgorithmName.SHA256), _authority.Certificate);
        Assert.Equal(
            "without alternative names (SAN): it has only the subject CN=gateway.example.com, which names no server; have it issued with "
                + "subjectAltName=DNS:gateway.example.com",
            _authority.OfServers("gateway.example.com").Validate(certificate, [])
        );
        Assert.EndsWith("subjectAltName=IP:192.0.2.1", _authority.OfServers("192.0.2.1").Validate(certificate, []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("http://gateway")]
    [InlineData("")]
    public void Validator_ForNoName_Throws(string name) => Assert.Throws<ArgumentException>(() => _authority.OfServers(name));

    [Fact]
    public void Leaf_WithItsIntermediate_IsAcceptedOnlyWithIt()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) },
        }.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100));
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middle = Sign(
            new CertificateRequest("CN=Middle", middleKey, HashAlgorithmName.SHA256)
            {
                CertificateExtensions = { new X509BasicConstraintsExtension(true, true, 0, true) },
            },
            root
        );
        using var middleWithKey = middle.CopyWithPrivateKey(middleKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = Sign(new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256), middleWithKey);

        var rootOnly = Clients([root]);
        Assert.Equal("signed by an authority that is not in ca.crt (CN=Middle)", rootOnly.Validate(leaf, []));
        Assert.Null(rootOnly.Validate(leaf, [middle]));
        Assert.Null(rootOnly.Validate(leaf, [root, _authority.Certificate, middle]));
        Assert.Null(Clients([middle, root]).Validate(leaf, []));
        Assert.Throws<ArgumentException>(() => Clients([middle]));

        using var leafWithKey = leaf.CopyWithPrivateKey(key);
        using var belowKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var below = new CertificateRequest("CN=edge-8", belowKey, HashAlgorithmName.SHA256).Create(
            leaf.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1),
            [1, 2, 3]
        );
        Assert.NotNull(rootOnly.Validate(below, [leaf, middle]));
    }

    [Fact]
    public void Intermediate_AsTheOnlyAuthority_IsTrustedOnlyWhereThatIsWanted()
    {
        using var root = CertificateAuthority.Create("Root", pathLength: 1);
        using var middle = root.CreateIntermediate("Middle");
        using var other = root.CreateIntermediate("Other");
        using var pretender = CertificateAuthority.Create("Middle");
        using var leaf = middle.IssueClient("edge-7");
        using var server = middle.IssueServer(["gateway.example.com"]);
        using var ofRoot = root.IssueClient("edge-7");
        using var ofOther = other.IssueClient("edge-7");
        using var ofPretender = pretender.IssueClient("edge-7");
        Assert.Throws<ArgumentException>(() => Clients([middle.Certificate]));

        var partial = new PeerChainValidator(
            new TrustedAuthorities([middle.Certificate], "ca.crt", trustIntermediates: true),
            new PeerChainOptions { Usage = PeerUsage.ClientAuthentication }
        );
        Assert.Null(partial.Validate(leaf, []));
        Assert.Null(partial.Validate(leaf, [middle.Certificate, root.Certificate]));
        Assert.Equal("not meant for client authentication", partial.Validate(server, []));
        Assert.NotNull(partial.Validate(ofRoot, [root.Certificate]));
        Assert.NotNull(partial.Validate(ofOther, [other.Certificate, root.Certificate]));
        Assert.NotNull(partial.Validate(ofPretender, [pretender.Certificate]));
        Assert.NotNull(partial.Validate(middle.Certificate, []));
    }

    [Fact]
    public void Leaf_InTheFileOfTrustedIntermediates_IsNoAuthority_NotEvenForItself()
    {
        using var root = CertificateAuthority.Create("Root", pathLength: 1);
        using var middle = root.CreateIntermediate("Middle");
        using var leaf = root.IssueClient("edge-7");
        var partial = new PeerChainValidator(
            new TrustedAuthorities([middle.Certificate, leaf], "ca.crt", trustIntermediates: true),
            new PeerChainOptions { Usage = PeerUsage.ClientAuthentication }
        );
        Assert.NotNull(partial.Validate(leaf, []));
    }

    [Fact]
    public void Intermediate_BesideItsRoot_DoesNotStandInForAWrongOne()
    {
        using var root = CertificateAuthority.Create("Root", pathLength: 1);
        using var middle = root.CreateIntermediate("Middle");
        using var leaf = middle.IssueClient("edge-7");
        var strict = Clients([_authority.Certificate, middle.Certificate]);
        Assert.Equal("signed by an authority that is not in ca.crt (CN=Root)", strict.Validate(leaf, []));
    }

    [Theory]
    [InlineData("any", true)]
    [InlineData("for servers", false)]
    [InlineData("may not sign", false)]
    [InlineData("no authority", false)]
    [InlineData("ended", false)]
    public void Leaf_OfAnIntermediate_IsAcceptedOnlyWhereThatMaySignIt(string kind, bool good)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) },
        }.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100));
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Middle", middleKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(kind != "no authority", false, 0, true));
        if (kind == "for servers")
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        if (kind == "may not sign")
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        using var middle = request.Create(
            root,
            DateTimeOffset.UtcNow.AddHours(-2),
            DateTimeOffset.UtcNow.AddHours(kind == "ended" ? -1 : 1),
            RandomNumberGenerator.GetBytes(8)
        );
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256).Create(
            middle.SubjectName,
            X509SignatureGenerator.CreateForECDsa(middleKey),
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddMinutes(30),
            [1, 2, 3]
        );
        var reason = Clients([root]).Validate(leaf, [middle]);
        Assert.True(good == reason is null, reason);
    }

    [Fact]
    public void Leaf_OfAnAuthorityThatHasEnded_IsRefusedByItsName()
    {
        using var shortLived = CertificateAuthority.Create("Short CA", TimeSpan.FromDays(10));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = shortLived.Certificate.GetECDsaPrivateKey()!;
        using var leaf = new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256).Create(
            shortLived.Certificate.SubjectName,
            X509SignatureGenerator.CreateForECDsa(signer),
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(100),
            [1, 2, 3]
        );
        var reason = shortLived.OfClients(FixedTime.In(TimeSpan.FromDays(20))).Validate(leaf, []);
        Assert.StartsWith("signed by CN=Short CA, which is expired on", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaf_WithOneBitChanged_IsRefused()
    {
        using var client = _authority.IssueClient("edge-7");
        var accepted = 0;
        for (var i = 0; i < client.RawData.Length; i++)
        {
            var bytes = client.RawData;
            bytes[i] ^= 1;
            try
            {
                using var changed = X509CertificateLoader.LoadCertificate(bytes);
                accepted += _authority.OfClients().Validate(changed, []) is null ? 1 : 0;
            }
            catch (CryptographicException)
            {
                // Not even a certificate any more.
            }
        }

        Assert.Equal(0, accepted);
    }

    [Fact]
    public void Leaf_WithTooManyOthers_IsRefused()
    {
        using var client = _authority.IssueClient("edge-7");
        var others = new X509Certificate2Collection();
        for (var i = 0; i < 11; i++)
            others.Add(_authority.Certificate);
        Assert.Equal("sent with 11 others, more than 10", _authority.OfClients().Validate(client, others));
    }

    [Fact]
    public void Validate_OnManyThreads_Works()
    {
        using var client = _authority.IssueClient("edge-7");
        var validator = _authority.OfClients();
        Assert.All(Enumerable.Range(0, 400).AsParallel().Select(_ => validator.Validate(client, [])), Assert.Null);
    }

    private static PeerChainValidator Clients(X509Certificate2Collection authorities) =>
        new(new TrustedAuthorities(authorities, "ca.crt"), new PeerChainOptions { Usage = PeerUsage.ClientAuthentication });

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer) =>
        request.Create(issuer, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(50), RandomNumberGenerator.GetBytes(8));
}
