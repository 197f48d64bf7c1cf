using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Crypto.Parameters;

namespace SocketWarp.Pki;

/// <summary>
/// The Ed25519 keys that certificates may have (RFC 8032, RFC 8410). .NET checks signatures in chains of such certificates, but has no class for their
/// private keys: engines that can use one get it as it stands in its file. This class only finds out whether a key and a certificate belong together.
/// </summary>
internal static class Ed25519
{
    public const string Name = "Ed25519";

    private const string Oid = "1.3.101.112";
    private const int Length = 32;

    public static bool IsKeyOf(X509Certificate2 certificate) => certificate.PublicKey.Oid.Value == Oid;

    /// <returns>Whether the private key is that of the certificate.</returns>
    /// <exception cref="CryptographicException">when it is not an Ed25519 key in PKCS#8.</exception>
    public static bool Belongs(X509Certificate2 certificate, ReadOnlyMemory<byte> pkcs8) =>
        certificate.PublicKey.EncodedKeyValue.RawData.AsSpan().SequenceEqual(new Ed25519PrivateKeyParameters(ReadSeed(pkcs8)).GeneratePublicKey().GetEncoded());

    /// <summary>RFC 8410 section 7: an octet string within the octet string.</summary>
    private static byte[] ReadSeed(ReadOnlyMemory<byte> pkcs8)
    {
        try
        {
            var info = new AsnReader(pkcs8, AsnEncodingRules.DER).ReadSequence();
            _ = info.ReadInteger();
            var algorithm = info.ReadSequence().ReadObjectIdentifier();
            var seed = new AsnReader(info.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
            return algorithm == Oid && seed.Length == Length ? seed : throw new CryptographicException("it is a key of another kind");
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }
}
