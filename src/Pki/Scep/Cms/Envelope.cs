using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>The encrypted part of a message (RFC 8894 section 3.2.2): EnvelopedData with RSA key transport.</summary>
internal static class Envelope
{
    public static byte[] Encrypt(byte[] content, X509Certificate2 recipient, ContentCipher cipher)
    {
        var cms = new EnvelopedCms(new ContentInfo(content), new AlgorithmIdentifier(new Oid(cipher.Oid)));
        cms.Encrypt(new CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, recipient, RSAEncryptionPadding.Pkcs1));
        return cms.Encode();
    }

    /// <param name="recipient">With its private key.</param>
    /// <exception cref="ScepMessageException">when it is for somebody else, or with an algorithm that the policy refuses, or cannot be decrypted.</exception>
    public static (byte[] Content, ContentCipher Cipher) Decrypt(byte[] encoded, X509Certificate2 recipient, ScepPolicy policy)
    {
        var cms = Untrusted.Read(FailInfo.BadMessageCheck, "the message's content is no EnvelopedData", () => Decode(encoded));
        var cipher = ContentCipher.Of(cms.ContentEncryptionAlgorithm.Oid.Value, policy);
        var ours =
            Untrusted.Read(FailInfo.BadMessageCheck, "the envelope's recipients cannot be read", () => FindRecipient(cms, recipient))
            ?? throw new ScepMessageException(FailInfo.BadMessageCheck, "the content is encrypted for another recipient: fetch the CA certificates again");
        return (Untrusted.Read(FailInfo.BadMessageCheck, ScepTexts.Unreadable, () => Decrypt(cms, ours, recipient, cipher)), cipher);
    }

    private static EnvelopedCms Decode(byte[] encoded)
    {
        var cms = new EnvelopedCms();
        cms.Decode(encoded);
        return cms;
    }

    private static byte[] Decrypt(EnvelopedCms cms, RecipientInfo ours, X509Certificate2 recipient, ContentCipher cipher)
    {
        using var key = recipient.GetRSAPrivateKey() ?? throw new InvalidOperationException("the recipient has no RSA key");
        // Windows takes keys of its own kinds only.
        if (OperatingSystem.IsWindows())
        {
            cms.Decrypt(ours, key);
        }
        else
        {
            using var steady = new SteadyRsa(key, cipher.KeyLength);
            cms.Decrypt(ours, steady);
        }

        return cms.ContentInfo.Content;
    }

    private static KeyTransRecipientInfo? FindRecipient(EnvelopedCms cms, X509Certificate2 recipient)
    {
        if (cms.RecipientInfos.Count > ScepLimits.MaxRecipients)
            throw new ScepMessageException(FailInfo.BadRequest, $"the envelope has more than {ScepLimits.MaxRecipients} recipients");
        foreach (var info in cms.RecipientInfos)
        {
            if (info is KeyTransRecipientInfo transport && transport.RecipientIdentifier.MatchesCertificate(recipient))
                return transport;
        }

        return null;
    }
}
