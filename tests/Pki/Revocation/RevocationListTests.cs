using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Revocation;

namespace SocketWarp.Pki.Tests.Revocation;

public sealed class RevocationListTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("CA");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PemAndDer_AreRead(bool pem)
    {
        using var leaf = _authority.IssueClient("edge-7");
        var list = _authority.CreateRevocationList([Revoked(leaf)], TimeSpan.FromDays(1));
        Assert.Equal(
            "revoked",
            Load(pem ? System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", list)) : list)
                .Check(leaf, [_authority.Certificate], DateTimeOffset.UtcNow)
        );
    }

    [Fact]
    public void AnyByteChanged_NoCertificateIsGood()
    {
        using var leaf = _authority.IssueClient("edge-7");
        using var other = _authority.IssueClient("edge-8");
        var list = _authority.CreateRevocationList([Revoked(leaf)], TimeSpan.FromDays(1));
        for (var i = 0; i < list.Length; i++)
        {
            list[i] ^= 1;
            string? verdict = null;
            var refused = Record.Exception(() => verdict = Load(list).Check(other, [_authority.Certificate], DateTimeOffset.UtcNow));
            Assert.True(refused is CertificateFileException || verdict is not null, $"byte {i}");
            list[i] ^= 1;
        }
    }

    [Fact]
    public void ListOfAnotherAuthority_OfTheSameName_IsNotBelieved()
    {
        using var evil = CertificateAuthority.Create("CA");
        using var leaf = _authority.IssueClient("edge-7");
        Assert.Equal(
            "not covered by the revocation list: its signature is wrong",
            Load(evil.CreateRevocationList([], TimeSpan.FromDays(1))).Check(leaf, [_authority.Certificate], DateTimeOffset.UtcNow)
        );
    }

    [Fact]
    public void ListOfAnotherName_DoesNotCover()
    {
        using var other = CertificateAuthority.Create("Other");
        using var leaf = _authority.IssueClient("edge-7");
        var list = Load(other.CreateRevocationList([], TimeSpan.FromDays(1)));
        Assert.False(list.Covers(leaf));
        Assert.StartsWith(
            "not covered by the revocation list: that is of CN=Other, ",
            list.Check(leaf, [_authority.Certificate, other.Certificate], DateTimeOffset.UtcNow),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ListThatIsOverdue_DoesNotCover_ButWhatItNamesIsRevoked()
    {
        using var leaf = _authority.IssueClient("edge-7");
        using var other = _authority.IssueClient("edge-8");
        var list = Load(_authority.CreateRevocationList([Revoked(leaf)], TimeSpan.FromDays(1)));
        var later = DateTimeOffset.UtcNow.AddDays(2);
        Assert.Equal("revoked", list.Check(leaf, [_authority.Certificate], later));
        Assert.StartsWith(
            "not covered by the revocation list: a newer one was due on ",
            list.Check(other, [_authority.Certificate], later),
            StringComparison.Ordinal
        );
    }

    private static RevokedCertificate Revoked(X509Certificate2 certificate) =>
        new(certificate.SerialNumber, DateTimeOffset.UtcNow, X509RevocationReason.KeyCompromise);

    private RevocationList Load(byte[] content)
    {
        File.WriteAllBytes(_folder.File("list"), content);
        return RevocationList.Load(_folder.File("list"));
    }
}
