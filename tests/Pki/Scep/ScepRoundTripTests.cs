using System.Security.Cryptography;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Scep;

public sealed class ScepRoundTripTests
{
    public static TheoryData<string> Sites => ["rsa", "ecdsa", "rsa intermediate", "ecdsa intermediate"];

    [Theory]
    [MemberData(nameof(Sites))]
    public void Enrolment_OfANewKey_GivesACertificateOfTheAuthority(string kind)
    {
        using var site = ScepSite.Of(kind);
        using var transaction = site.Enrol();
        var request = site.Responder.Read(transaction.Request());
        Assert.Equal(ScepMessageType.PkcsReq, request.Header.Type);
        Assert.Equal(transaction.Id, request.Header.TransactionId);
        Assert.True(request.SignedByItself);
        Assert.Equal(ScepSite.Password, request.SigningRequest!.ChallengePassword);

        using var issued = site.Authority.Issue(request.SigningRequest, LeafProfile.Client);
        var reply = transaction.Read(site.Responder.Succeed(request, issued));
        Assert.Equal(PkiStatus.Success, reply.Status);
        Assert.Equal(issued.Thumbprint, reply.Certificate!.Thumbprint);
        Assert.True(CertificateUid.TryGet(reply.Certificate, out var uid, out _));
        Assert.Equal("edge-7", uid);
    }

    [Theory]
    [MemberData(nameof(Sites))]
    public void Renewal_WithANewKey_IsSignedByTheOldCertificate(string kind)
    {
        using var site = ScepSite.Of(kind);
        using var current = site.Current();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var transaction = ScepTransaction.Renew(site.Known, site.NewRequest(key: key), current);
        var request = site.Responder.Read(transaction.Request());
        Assert.Equal(ScepMessageType.RenewalReq, request.Header.Type);
        Assert.False(request.SignedByItself);
        Assert.Equal(current.Thumbprint, request.Signer.Thumbprint);

        using var issued = site.Authority.Issue(request.SigningRequest!, LeafProfile.Client);
        var reply = transaction.Read(site.Responder.Succeed(request, issued));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), reply.Certificate!.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Enrolment_ThatWaits_IsPolledFor()
    {
        using var site = ScepSite.OfRsa();
        using var transaction = site.Enrol();
        var first = site.Responder.Read(transaction.Request());
        Assert.Equal(PkiStatus.Pending, transaction.Read(site.Responder.Defer(first)).Status);

        var poll = site.Responder.Read(transaction.Poll());
        Assert.Equal(ScepMessageType.CertPoll, poll.Header.Type);
        Assert.Equal(first.Header.TransactionId, poll.Header.TransactionId);
        Assert.Equal("CN=edge-7", poll.PolledSubject!.Name);
        using var issued = site.Authority.Issue(first.SigningRequest!, LeafProfile.Client);
        Assert.Equal(issued.Thumbprint, transaction.Read(site.Responder.Succeed(poll, issued)).Certificate!.Thumbprint);
    }

    [Fact]
    public void Failure_WithItsReason_ReachesTheClient()
    {
        using var site = ScepSite.OfEcdsa();
        using var transaction = site.Enrol();
        var request = site.Responder.Read(transaction.Request());
        var reply = transaction.Read(site.Responder.Fail(request.Header, FailInfo.BadRequest, "the secret of edge-7 has expired\u0007"));
        Assert.Equal(PkiStatus.Failure, reply.Status);
        Assert.Equal(FailInfo.BadRequest, reply.FailInfo);
        Assert.Equal("the secret of edge-7 has expired?", reply.FailText);
    }

    [Theory]
    [MemberData(nameof(Sites))]
    public void RevocationList_AskedFor_Arrives(string kind)
    {
        using var site = ScepSite.Of(kind);
        using var current = site.Current();
        using var transaction = ScepTransaction.GetRevocationList(site.Known, current);
        var request = site.Responder.Read(transaction.Request());
        Assert.Equal(ScepMessageType.GetCrl, request.Header.Type);
        Assert.Equal(current.SerialNumber, request.Serial);
        var list = site.Authority.CreateRevocationList([new RevokedCertificate(current.SerialNumber, DateTimeOffset.UtcNow)], TimeSpan.FromDays(1));
        Assert.Equal(list, transaction.Read(site.Responder.SucceedWithList(request, list)).RevocationList);
    }

    [Fact]
    public void Capabilities_FormattedAndParsed_AreTheSame()
    {
        using var site = ScepSite.OfRsa();
        var text = site.Responder.Capabilities.Format();
        Assert.Contains("SCEPStandard\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DES3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SHA-1\n", text, StringComparison.Ordinal);
        Assert.Equal(site.Responder.Capabilities, ScepCapabilitiesText.Parse(System.Text.Encoding.ASCII.GetBytes(text)));
    }

    [Theory]
    [InlineData("Renewal\r\nSHA-1\r\n\r\nAES\r\nfoo", ScepCapabilities.Renewal | ScepCapabilities.Sha1 | ScepCapabilities.Aes)]
    [InlineData("SCEPStandard", ScepCapabilities.Standard | ScepCapabilities.Aes | ScepCapabilities.Post | ScepCapabilities.Sha256)]
    [InlineData("postPKIoperation", ScepCapabilities.Post)]
    [InlineData("AES256 SHA-256", ScepCapabilities.None)]
    [InlineData("", ScepCapabilities.None)]
    public void Capabilities_OfOthers_AreRead(string text, ScepCapabilities expected) =>
        Assert.Equal(expected, ScepCapabilitiesText.Parse(System.Text.Encoding.ASCII.GetBytes(text)));
}
