using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Scep.Cms;
using SocketWarp.Pki.Scep.Server;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Scep;

/// <summary>What a client says of answers that are not right.</summary>
public sealed class ScepTransactionFaultTests : IDisposable
{
    private readonly ScepSite _site = ScepSite.OfRsa();
    private readonly ScepTransaction _transaction;
    private readonly ScepRequest _request;

    public ScepTransactionFaultTests()
    {
        _transaction = _site.Enrol();
        _request = _site.Responder.Read(_transaction.Request());
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _site.Dispose();
    }

    [Fact]
    public void Read_OfAnAnswerToAnEarlierRequest_IsRefused()
    {
        _transaction.Request();
        Refuses(_site.Responder.Defer(_request), "recipientNonce");
    }

    [Fact]
    public void Read_OfAnotherTransaction_IsRefused()
    {
        using var key = RSA.Create(2048);
        using var other = ScepTransaction.Enrol(_site.Known, _site.NewRequest(key: key), key);
        Refuses(_site.Responder.Defer(_site.Responder.Read(other.Request())), "another transaction");
    }

    [Fact]
    public void Read_OfAnotherServersAnswer_IsRefused()
    {
        using var other = ScepSite.OfRsa();
        Refuses(other.Responder.Fail(_request.Header, FailInfo.BadRequest, "no"), "another than the server");
        // A client's own certificate is of the same authority, and is no server's.
        using var peer = _site.Current();
        Refuses(new ScepResponder(_site.Authority, peer).Fail(_request.Header, FailInfo.BadRequest, "no"), "another than the server");
    }

    [Fact]
    public void Read_OfARequest_IsRefused()
    {
        var attributes = new AttributeWriter(ScepMessageType.PkcsReq, _transaction.Id, [1]);
        Refuses(SignedMessage.Write([1], _site.Authority.Certificate, MessageDigest.Sha256, attributes, TimeProvider.System), "of type 19");
    }

    [Fact]
    public void Read_OfEveryTruncation_IsRefused()
    {
        var answer = Succeed(_request.SigningRequest!);
        for (var i = 0; i < answer.Length; i += 11)
            Assert.Throws<ScepMessageException>(() => _transaction.Read(answer.AsMemory(0, i)));
        Assert.Equal(PkiStatus.Success, _transaction.Read(answer).Status);
    }

    [Fact]
    public void Read_OfEveryFlip_IsRefusedOrChangesNothing()
    {
        var answer = Succeed(_request.SigningRequest!);
        var expected = _transaction.Read(answer).Certificate!.Thumbprint;
        for (var i = 0; i < answer.Length; i += 5)
        {
            answer[i] ^= 4;
            try
            {
                // CMS signs neither its version nor its list of digests.
                Assert.Equal(expected, _transaction.Read(answer).Certificate!.Thumbprint);
            }
            catch (ScepMessageException) { }

            answer[i] ^= 4;
        }
    }

    [Fact]
    public void Read_OfAnAlteredReason_IsRefused()
    {
        var answer = _site.Responder.Fail(_request.Header, FailInfo.BadRequest, "come back later");
        answer[answer.AsSpan().IndexOf("later"u8)] = (byte)'h';
        Refuses(answer, "signature is wrong");
    }

    [Fact]
    public void Read_OfTooMuch_IsRefused() => Refuses(new byte[ScepLimits.MaxAnswer + 1], "1048576");

    [Fact]
    public void Read_OfACertificateForAnotherKey_IsRefused()
    {
        using var key = RSA.Create(2048);
        Refuses(Succeed(_site.NewRequest(key: key)), "no certificate for our key");
    }

    [Fact]
    public void Read_OfACertificateOfAnotherAuthority_IsRefused()
    {
        using var other = CertificateAuthority.Create("SCEP CA");
        using var issued = other.Issue(_request.SigningRequest!, LeafProfile.Client);
        Refuses(_site.Responder.Succeed(_request, issued), "the certificate in the answer is");
    }

    [Fact]
    public void Read_OfACertificateThatHasEnded_IsRefused()
    {
        using var issued = Sign(
            _site.Authority.Certificate,
            new CertificateRequest(_request.SigningRequest!.Subject, _request.SigningRequest.PublicKey, HashAlgorithmName.SHA256),
            TimeSpan.FromMinutes(-1)
        );
        Refuses(_site.Responder.Succeed(_request, issued), "the certificate in the answer is expired on");
    }

    [Fact]
    public void Read_OfARevocationListInstead_IsRefused() =>
        Refuses(_site.Responder.SucceedWithList(_request, _site.Authority.CreateRevocationList([], TimeSpan.FromDays(1))), "no certificate for our key");

    [Fact]
    public void Read_OfASuccessForAnother_IsRefused()
    {
        using var key = RSA.Create(2048);
        using var other = ScepTransaction.Enrol(_site.Known, _site.NewRequest(key: key), key);
        var theirs = _site.Responder.Read(other.Request());
        using var issued = _site.Authority.Issue(theirs.SigningRequest!, LeafProfile.Client);
        var envelope = Envelope.Encrypt(DegenerateSignedData.Write([issued]), theirs.Signer, ContentCipher.Aes256);
        var attributes = new AttributeWriter(ScepMessageType.CertRep, _transaction.Id, [1]);
        attributes.Add(ScepAttributes.PkiStatus, "0");
        attributes.AddNonce(ScepAttributes.RecipientNonce, _request.Header.SenderNonce.Span);
        Refuses(SignedMessage.Write(envelope, _site.Authority.Certificate, MessageDigest.Sha256, attributes, TimeProvider.System), "another recipient");
    }

    [Fact]
    public void Authority_WithAnotherFingerprint_IsRefused()
    {
        var refusal = Assert.Throws<ScepMessageException>(() =>
            ScepAuthority.Read(_site.Responder.CaCertificates().Content, ScepCapabilities.Standard, new byte[32])
        );
        Assert.Contains("fingerprint", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_WithAClientInTheAnswer_DoesNotEncryptForIt()
    {
        // The holder of a certificate must not become a registration authority by saying so.
        using var client = _site.Current();
        using var server = _site.Authority.IssueServer(["evil.example.com"], new LeafOptions { Key = KeyKind.Rsa2048 });
        var answer = DegenerateSignedData.Write([client, server, _site.Authority.Certificate]);
        var known = ScepAuthority.Read(answer, ScepCapabilities.Standard, _site.Authority.Certificate.GetCertHash(HashAlgorithmName.SHA256));
        Assert.Equal(_site.Authority.Certificate.Thumbprint, known.Recipient.Thumbprint);
        Assert.Single(known.Signers);
    }

    [Fact]
    public void Authority_WithAForeignRegistrationAuthority_DoesNotEncryptForIt()
    {
        using var other = ScepSite.OfEcdsa();
        var answer = DegenerateSignedData.Write([other.Registration!, _site.Authority.Certificate, other.Authority.Certificate]);
        var known = ScepAuthority.Read(answer, ScepCapabilities.Standard, _site.Authority.Certificate.GetCertHash(HashAlgorithmName.SHA256));
        Assert.Equal(_site.Authority.Certificate.Thumbprint, known.Recipient.Thumbprint);
        Assert.Single(known.Signers);
    }

    [Fact]
    public void Authority_WithARegistrationAuthorityThatAClientSigned_DoesNotEncryptForIt()
    {
        using var client = _site.Current();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=SCEP registration authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.28")], critical: false));
        using var registration = Sign(client, request, TimeSpan.FromDays(1));
        var answer = DegenerateSignedData.Write([client, registration, _site.Authority.Certificate]);
        var known = ScepAuthority.Read(answer, ScepCapabilities.Standard, _site.Authority.Certificate.GetCertHash(HashAlgorithmName.SHA256));
        Assert.Equal(_site.Authority.Certificate.Thumbprint, known.Recipient.Thumbprint);
        Assert.Single(known.Signers);
    }

    [Fact]
    public void Authority_ThatHasEnded_IsRefused()
    {
        var fingerprint = _site.Authority.Certificate.GetCertHash(HashAlgorithmName.SHA256);
        var later = FixedTime.In(TimeSpan.FromDays(36500));
        var refusal = Assert.Throws<ScepMessageException>(() =>
            ScepAuthority.Read(_site.Responder.CaCertificates().Content, ScepCapabilities.Standard, fingerprint, later)
        );
        Assert.Contains("the server's CA certificate is expired on ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x30, 0x80 })]
    [InlineData(new byte[] { 0x30, 0x84, 0xff, 0xff, 0xff, 0xff })]
    public void Authority_OfNoCertificates_IsRefused(byte[] answer) =>
        Assert.Throws<ScepMessageException>(() => ScepAuthority.Read(answer, ScepCapabilities.Standard, null));

    /// <param name="issuer">With its RSA private key.</param>
    /// <param name="left">Until its end, from now.</param>
    private static X509Certificate2 Sign(X509Certificate2 issuer, CertificateRequest request, TimeSpan left)
    {
        using var key = issuer.GetRSAPrivateKey()!;
        var now = DateTimeOffset.UtcNow;
        return request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1),
            now.AddMinutes(-2),
            now + left,
            RandomNumberGenerator.GetBytes(8)
        );
    }

    private byte[] Succeed(CertificateSigningRequest request)
    {
        using var issued = _site.Authority.Issue(request, LeafProfile.Client);
        return _site.Responder.Succeed(_request, issued);
    }

    private void Refuses(byte[] answer, string expected) =>
        Assert.Contains(expected, Assert.Throws<ScepMessageException>(() => _transaction.Read(answer)).Message, StringComparison.Ordinal);
}
