using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Scep.Cms;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Scep;

/// <summary>SHA-1, 3DES and DES: refused, until a setting allows them.</summary>
public sealed class ScepLegacyTests
{
    private const string SingleDes = "1.3.14.3.2.7";

    [Theory]
    [InlineData(MessageDigest.Sha1, "2.16.840.1.101.3.4.1.42", "SHA-1")]
    [InlineData(MessageDigest.Sha256, "1.2.840.113549.3.7", "3DES")]
    [InlineData(MessageDigest.Sha256, SingleDes, "3DES")]
    [InlineData(MessageDigest.Sha1, SingleDes, "SHA-1")]
    public void Request_WithOldAlgorithms_IsReadOnlyWhereAllowed(string digest, string cipher, string expected)
    {
        using var strict = ScepSite.OfRsa();
        var refusal = strict.Refusal(Write(strict, digest, cipher));
        Assert.Equal(FailInfo.BadAlg, refusal.FailInfo);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);

        using var lax = ScepSite.OfRsa(new ScepPolicy { AllowLegacy = true });
        var request = lax.Responder.Read(Write(lax, digest, cipher));
        Assert.Equal(ScepSite.Password, request.SigningRequest!.ChallengePassword);
        // The answer is as old as the request: a client that wrote that may not be able to read anything newer.
        using var issued = lax.Authority.Issue(request.SigningRequest, LeafProfile.Client);
        var answer = SignedMessage.Read(lax.Responder.Succeed(request, issued), ScepLimits.MaxAnswer, new ScepPolicy { AllowLegacy = true }, []);
        Assert.Equal(digest, answer.DigestOid);
        using var recipient = request.Signer.CopyWithPrivateKey(lax.Key);
        Assert.Equal(cipher, Envelope.Decrypt(answer.Content, recipient, new ScepPolicy { AllowLegacy = true }).Cipher.Oid);
    }

    [Fact]
    public void Client_OfAnOldServer_NeedsTheSetting()
    {
        using var site = ScepSite.OfRsa(new ScepPolicy { AllowLegacy = true });
        var old = ScepAuthority.Read(site.Responder.CaCertificates().Content, ScepCapabilities.Sha1 | ScepCapabilities.TripleDes, null);
        Assert.Throws<ScepMessageException>(() => ScepTransaction.Enrol(old, site.NewRequest(), site.Key));
        using var transaction = ScepTransaction.Enrol(old, site.NewRequest(), site.Key, new ScepPolicy { AllowLegacy = true });
        var request = site.Responder.Read(transaction.Request());
        Assert.Equal(PkiStatus.Pending, transaction.Read(site.Responder.Defer(request)).Status);
    }

    [Theory]
    [InlineData(ScepCapabilities.Standard | ScepCapabilities.Aes | ScepCapabilities.Sha256, "2.16.840.1.101.3.4.1.2")]
    [InlineData(ScepCapabilities.Aes | ScepCapabilities.Sha256 | ScepCapabilities.Aes256, "2.16.840.1.101.3.4.1.42")]
    public void Client_OfANewServer_UsesTheStrongestCipherThatItAnnounces(ScepCapabilities capabilities, string expected)
    {
        using var site = ScepSite.OfRsa();
        var known = ScepAuthority.Read(site.Responder.CaCertificates().Content, capabilities, null);
        using var transaction = ScepTransaction.Enrol(known, site.NewRequest(), site.Key);
        var message = SignedMessage.Read(transaction.Request(), ScepLimits.MaxRequest, new ScepPolicy(), []);
        Assert.Equal(expected, Envelope.Decrypt(message.Content, site.Authority.Certificate, new ScepPolicy()).Cipher.Oid);
    }

    private static byte[] Write(ScepSite site, string digest, string cipher)
    {
        var lax = new ScepPolicy { AllowLegacy = true };
        using var signer = SelfSigned.Create(site.Key);
        var envelope = Envelope.Encrypt(site.NewRequest().Encoded.ToArray(), site.Known.Recipient, ContentCipher.Of(cipher, lax));
        return SignedMessage.Write(envelope, signer, digest, new AttributeWriter(ScepMessageType.PkcsReq, "transaction", [1, 2, 3]), TimeProvider.System);
    }
}
