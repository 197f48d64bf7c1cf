using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki;

/// <summary>RSA (PKCS#1 v1.5) and ECDSA signatures by their object identifiers (RFC 8017 appendix A.2.4, RFC 5758 section 3.2).</summary>
internal sealed record SignatureAlgorithm(string Oid, HashAlgorithmName Digest, bool IsRsa)
{
    private static readonly SignatureAlgorithm[] All =
    [
        new("1.2.840.113549.1.1.5", HashAlgorithmName.SHA1, IsRsa: true),
        new("1.2.840.113549.1.1.11", HashAlgorithmName.SHA256, IsRsa: true),
        new("1.2.840.113549.1.1.12", HashAlgorithmName.SHA384, IsRsa: true),
        new("1.2.840.113549.1.1.13", HashAlgorithmName.SHA512, IsRsa: true),
        new("1.2.840.10045.4.1", HashAlgorithmName.SHA1, IsRsa: false),
        new("1.2.840.10045.4.3.2", HashAlgorithmName.SHA256, IsRsa: false),
        new("1.2.840.10045.4.3.3", HashAlgorithmName.SHA384, IsRsa: false),
        new("1.2.840.10045.4.3.4", HashAlgorithmName.SHA512, IsRsa: false),
    ];

    public bool UsesSha1 => Digest == HashAlgorithmName.SHA1;

    public static SignatureAlgorithm? Of(string oid) => Array.Find(All, a => a.Oid == oid);

    public bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (IsRsa)
        {
            using var rsa = key.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(data, signature, Digest, RSASignaturePadding.Pkcs1);
        }

        using var ec = key.GetECDsaPublicKey();
        return ec is not null && ec.VerifyData(data, signature, Digest, DSASignatureFormat.Rfc3279DerSequence);
    }
}
