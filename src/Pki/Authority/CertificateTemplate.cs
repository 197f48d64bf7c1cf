using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Authority;

/// <summary>What our certificates have in common (RFC 5280).</summary>
internal static class CertificateTemplate
{
    /// <summary>How far back a certificate's period starts, for peers whose clocks are behind.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    public static byte[] Serial() => RandomNumberGenerator.GetBytes(16);

    /// <param name="signer">The key that will sign it; null: its own.</param>
    public static CertificateRequest Request(string? commonName, AsymmetricAlgorithm pair, AsymmetricAlgorithm? signer = null)
    {
        var subject = new X500DistinguishedNameBuilder();
        if (commonName is not null)
            subject.AddCommonName(commonName);
        return Request(subject.Build(), PublicPart(pair), signer ?? pair);
    }

    /// <param name="signer">The key that will sign it.</param>
    public static CertificateRequest Request(X500DistinguishedName subject, PublicKey key, AsymmetricAlgorithm signer)
    {
        var request = new CertificateRequest(subject, key, Hash(signer));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return request;
    }

    public static PublicKey PublicPart(AsymmetricAlgorithm pair) => pair is RSA rsa ? new PublicKey(rsa) : new PublicKey((ECDsa)pair);

    /// <summary>A hash as strong as the curve (RFC 5480 section 4); SHA-256 for RSA, which every peer knows.</summary>
    public static HashAlgorithmName Hash(AsymmetricAlgorithm signer) =>
        signer is ECDsa && signer.KeySize > 256 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;

    public static void AddAuthorityExtensions(CertificateRequest request, int pathLength)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
    }

    public static void AddLeafExtensions(CertificateRequest request, IReadOnlyList<string> names, X509KeyUsageFlags usage, IEnumerable<Oid> purposes)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        var extended = new OidCollection();
        foreach (var purpose in purposes)
            extended.Add(purpose);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(extended, critical: false));
        if (names.Count > 0)
            request.CertificateExtensions.Add(AlternativeNames(names, critical: request.SubjectName.Name.Length == 0));
    }

    public static X509AuthorityKeyIdentifierExtension AuthorityKeyIdentifier(X509Certificate2 issuer)
    {
        var named = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();
        return X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: named, includeIssuerAndSerial: !named);
    }

    public static X509SignatureGenerator Signer(AsymmetricAlgorithm key) =>
        key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    public static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm pair) =>
        pair is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)pair);

    public static X509Extension AlternativeNames(IReadOnlyList<string> names, bool critical)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else if (HostNames.IsDns(name))
                builder.AddDnsName(name);
            else
                throw new ArgumentException($"\"{name}\" is neither a DNS name nor an IP address", nameof(names));
        }

        return builder.Build(critical);
    }
}
