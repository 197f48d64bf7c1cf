using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Inspection;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Revocation;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Inspection;

public sealed class CertificateInspectorTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly CertificateAuthority _root = CertificateAuthority.Create("Root", pathLength: 1);
    private readonly CertificateAuthority _middle;

    public CertificateInspectorTests() => _middle = _root.CreateIntermediate("Middle");

    public void Dispose()
    {
        _middle.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Certificate_IsDescribed_AndNothingIsWrongWithIt()
    {
        using var leaf = _middle.IssueGateway(["gw.example.com"]);
        using var inspector = Inspect(leaf);
        var fields = inspector.Describe().ToDictionary(f => f.Field, f => f.Value);
        Assert.Equal(("CN=gw.example.com", "CN=Middle", "server, client", "ECDSA 256"), (fields["subject"], fields["issuer"], fields["use"], fields["key"]));
        Assert.Equal(leaf.GetCertHashString(HashAlgorithmName.SHA256), fields["sha-256"]);
        Assert.Empty(inspector.Problems());
        Assert.Null(inspector.CheckTrust(Trusted(_root)));
        Assert.Null(inspector.CheckKey(_folder.File("leaf.key")));
    }

    [Theory]
    [InlineData("rsa:1024", "CN=weak", "its RSA key has 1024 bits")]
    [InlineData("rsa:2048 -sha1", "CN=weak", "signed with sha1RSA, which can be forged")]
    [InlineData("rsa:2048 -addext extendedKeyUsage=codeSigning -addext basicConstraints=CA:FALSE", "CN=weak", "meant neither for clients nor for servers")]
    [InlineData("rsa:2048 -addext keyUsage=keyEncipherment -addext basicConstraints=CA:FALSE", "CN=weak", "not meant for signatures")]
    [InlineData("rsa:2048 -addext keyUsage=cRLSign -addext basicConstraints=critical,CA:TRUE", "CN=weak", "an authority that may not sign certificates")]
    [InlineData(
        "rsa:2048 -addext extendedKeyUsage=serverAuth -addext basicConstraints=CA:FALSE",
        "CN=weak",
        "a server's certificate without alternative names"
    )]
    [InlineData("ed448", "CN=weak", "its key is neither RSA, ECDSA nor Ed25519")]
    public async Task Problem_IsSaidInPlainWords(string options, string subject, string problem)
    {
        using var openssl = new OpenSsl();
        await openssl.RunAsync($"req -x509 -nodes -newkey {options} -keyout weak.key -out weak.crt -days 1 -subj /{subject}");
        using var inspector = CertificateInspector.Load(openssl["weak.crt"]);
        Assert.Contains(inspector.Problems(), p => p.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, "expired on ")]
    [InlineData(-400, "not valid before ")]
    public void Period_IsJudgedByTheClock(int days, string problem)
    {
        using var leaf = _middle.IssueClient("edge-7");
        using var inspector = Inspect(leaf, FixedTime.In(TimeSpan.FromDays(days)));
        Assert.Contains(inspector.Problems(), p => p.StartsWith(problem, StringComparison.Ordinal));
        Assert.StartsWith(problem, inspector.CheckTrust(Trusted(_root)), StringComparison.Ordinal);
    }

    [Fact]
    public void KeyOfAnother_IsSaid()
    {
        using var leaf = _middle.IssueClient("edge-7");
        using var other = _middle.IssueClient("edge-8");
        CertificateFiles.Save(other, _folder.File("other.pem"), _folder.File("other.key"));
        using var inspector = Inspect(leaf);
        Assert.Contains("does not belong to the certificate", inspector.CheckKey(_folder.File("other.key")), StringComparison.Ordinal);
    }

    [Fact]
    public void AuthorityOfAnother_OtherUse_AndOtherName_AreRefused()
    {
        using var stranger = CertificateAuthority.Create("Root");
        using var leaf = _middle.IssueServer(["gw.example.com"]);
        using var inspector = Inspect(leaf);
        Assert.NotNull(inspector.CheckTrust(Trusted(stranger)));
        Assert.Equal("not meant for client authentication", inspector.CheckTrust(Trusted(_root), PeerUsage.ClientAuthentication));
        Assert.StartsWith("not issued for other.example.com", inspector.CheckTrust(Trusted(_root), serverName: "other.example.com"), StringComparison.Ordinal);
        Assert.Null(inspector.CheckTrust(Trusted(_root), PeerUsage.ServerAuthentication, "gw.example.com"));
    }

    [Fact]
    public void Authority_IsJudgedByWhoSignedIt()
    {
        using var stranger = CertificateAuthority.Create("Root");
        using var inspector = Inspect(_middle.Certificate);
        Assert.Null(inspector.CheckTrust(Trusted(_root)));
        Assert.NotNull(inspector.CheckTrust(Trusted(stranger)));
    }

    [Fact]
    public void RevokedIssuer_IsFoundWhereItsIssuersListIsGiven()
    {
        using var leaf = _middle.IssueClient("edge-7");
        using var inspector = Inspect(leaf);
        var own = List(_middle);
        Assert.Null(inspector.CheckTrust(Trusted(_root), lists: [own]));
        Assert.Null(inspector.CheckTrust(Trusted(_root), lists: [own, List(_root)]));
        Assert.Equal("signed by CN=Middle, which is revoked", inspector.CheckTrust(Trusted(_root), lists: [own, List(_root, _middle.Certificate)]));
        Assert.Equal("revoked", inspector.CheckTrust(Trusted(_root), lists: [List(_middle, leaf), List(_root)]));
    }

    [Fact]
    public void IssuersListAlone_DoesNotCoverTheCertificate()
    {
        using var leaf = _middle.IssueClient("edge-7");
        using var inspector = Inspect(leaf);
        Assert.StartsWith(
            "not covered by the revocation list: that is of CN=Root",
            inspector.CheckTrust(Trusted(_root), lists: [List(_root)]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void IssuersList_ThatSomebodyElseSigned_IsNotBelieved()
    {
        using var evil = CertificateAuthority.Create("Root", pathLength: 1);
        using var leaf = _middle.IssueClient("edge-7");
        using var inspector = Inspect(leaf);
        Assert.Equal(
            "signed by CN=Middle, which is not covered by the revocation list: its signature is wrong",
            inspector.CheckTrust(Trusted(_root), lists: [List(_middle), List(evil)])
        );
    }

    private static TrustedAuthorities Trusted(CertificateAuthority authority) => new([authority.Certificate], "ca.crt");

    private RevocationList List(CertificateAuthority authority, params X509Certificate2[] revoked)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.crl");
        File.WriteAllBytes(
            path,
            authority.CreateRevocationList(
                [.. revoked.Select(c => new RevokedCertificate(c.SerialNumber, DateTimeOffset.UtcNow, X509RevocationReason.KeyCompromise))],
                TimeSpan.FromDays(1)
            )
        );
        return RevocationList.Load(path);
    }

    private CertificateInspector Inspect(X509Certificate2 leaf, TimeProvider? time = null)
    {
        CertificateFiles.Save(
            leaf,
            _folder.File("leaf.pem"),
            _folder.File("leaf.key"),
            leaf.Subject == _middle.Certificate.Subject ? [] : _middle.Intermediates
        );
        return CertificateInspector.Load(_folder.File("leaf.pem"), time);
    }
}
