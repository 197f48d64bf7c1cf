using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>A pkiMessage (RFC 8894 section 3.2): SignedData of one signer, whose signature has been checked with the certificate in it.</summary>
internal sealed class SignedMessage
{
    // Checking a signature takes time that grows with the square of the key's length.
    private const int MinKeyBits = 2048;
    private const int MaxKeyBits = 8192;

    private SignedMessage(SignedCms cms, SignerInfo info, X509Certificate2 signer, ScepHeader header)
    {
        Content = cms.ContentInfo.Content;
        Attributes = new AttributeReader(info.SignedAttributes);
        DigestOid = info.DigestAlgorithm.Value!;
        Signer = signer;
        Header = header;
    }

    public ScepHeader Header { get; }

    /// <summary>What the message carries; empty when it carries nothing.</summary>
    public byte[] Content { get; }

    public AttributeReader Attributes { get; }

    public string DigestOid { get; }

    public X509Certificate2 Signer { get; }

    /// <param name="known">Certificates that the sender need not enclose.</param>
    /// <exception cref="ScepMessageException">when it is not such a message, was altered, or uses what the policy refuses.</exception>
    public static SignedMessage Read(ReadOnlyMemory<byte> encoded, int maxLength, ScepPolicy policy, X509Certificate2Collection known)
    {
        if (encoded.Length > maxLength)
            throw new ScepMessageException(FailInfo.BadRequest, $"the message has more than {maxLength} bytes");
        var (cms, info, header) = Untrusted.Read(
            FailInfo.BadMessageCheck,
            "the message is no SCEP message (a SignedData with its attributes)",
            () => Decode(encoded)
        );
        try
        {
            MessageDigest.Check(info.DigestAlgorithm.Value, policy);
            var signer = Untrusted.Read(FailInfo.BadMessageCheck, "the signer's certificate cannot be read", () => FindSigner(info, known));
            Untrusted.Read(FailInfo.BadMessageCheck, "the message's signature is wrong", () => Check(info, known));
            return new SignedMessage(cms, info, signer, header);
        }
        catch (ScepMessageException e)
        {
            throw e.WithHeader(header);
        }
    }

    /// <param name="content">Null for an answer that has none (RFC 8894 section 3.3.2).</param>
    /// <param name="signer">With its private key.</param>
    public static byte[] Write(byte[]? content, X509Certificate2 signer, string digestOid, AttributeWriter attributes, TimeProvider time)
    {
        AsnEncodedData[] signed = [new Pkcs9SigningTime(time.GetUtcNow().UtcDateTime), .. attributes.Attributes];
        if (content is null)
            return ContentlessMessage.Write(signer, digestOid, signed);
        var cms = new SignedCms(new ContentInfo(content));
        var how = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer)
        {
            DigestAlgorithm = new Oid(digestOid),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        foreach (var attribute in signed)
            how.SignedAttributes.Add(attribute);
        cms.ComputeSignature(how, silent: true);
        return cms.Encode();
    }

    private static (SignedCms Cms, SignerInfo Info, ScepHeader Header) Decode(ReadOnlyMemory<byte> encoded)
    {
        var cms = new SignedCms();
        cms.Decode(encoded.Span);
        if (cms.SignerInfos.Count != 1)
            throw new ScepMessageException(FailInfo.BadMessageCheck, $"the message has {cms.SignerInfos.Count} signers: a SCEP message has one");
        return (cms, cms.SignerInfos[0], new AttributeReader(cms.SignerInfos[0].SignedAttributes).Header());
    }

    private static X509Certificate2 FindSigner(SignerInfo info, X509Certificate2Collection known)
    {
        var certificate =
            info.Certificate
            ?? known.FirstOrDefault(c => info.SignerIdentifier.MatchesCertificate(c))
            ?? throw new ScepMessageException(FailInfo.BadMessageCheck, "the message has not its signer's certificate");
        using var rsa =
            certificate.GetRSAPublicKey()
            ?? throw new ScepMessageException(FailInfo.BadAlg, "the signer's key is no RSA key, which SCEP needs to encrypt the answer");
        return rsa.KeySize is >= MinKeyBits and <= MaxKeyBits
            ? certificate
            : throw new ScepMessageException(FailInfo.BadAlg, $"the signer's key has {rsa.KeySize} bits: use an RSA key of {MinKeyBits} to {MaxKeyBits} bits");
    }

    private static bool Check(SignerInfo info, X509Certificate2Collection known)
    {
        info.CheckSignature(known, verifySignatureOnly: true);
        return true;
    }
}
