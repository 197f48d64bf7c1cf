using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki;

/// <summary>What certificates and revocation lists have in common (RFC 5280 sections 4.1 and 5.1): a content, an algorithm and a signature.</summary>
/// <param name="Content">DER of what is signed.</param>
/// <param name="Algorithm">Its object identifier.</param>
internal sealed record SignedDocument(ReadOnlyMemory<byte> Content, string Algorithm, byte[] Signature)
{
    /// <exception cref="CryptographicException">when it is not such a document.</exception>
    public static SignedDocument Read(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var reader = new AsnReader(encoded, AsnEncodingRules.DER);
            var document = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var content = document.ReadEncodedValue();
            var algorithm = document.ReadSequence().ReadObjectIdentifier();
            var signature = document.ReadBitString(out var unusedBits);
            document.ThrowIfNotEmpty();
            return unusedBits == 0 ? new SignedDocument(content, algorithm, signature) : throw new AsnContentException("the signature is not of whole bytes");
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }

    /// <summary>Checks the signature; false also for algorithms that are not RSA (PKCS#1 v1.5) or ECDSA.</summary>
    public bool IsSignedBy(X509Certificate2 signer)
    {
        try
        {
            return SignatureAlgorithm.Of(Algorithm)?.Verify(signer.PublicKey, Content.Span, Signature) is true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
