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

    public static CertificateRequest Request(string? commonName, AsymmetricAlgorithm pair)
    {
        var subject = new X500DistinguishedNameBuilder();
        if (commonName is not null)
            subject.AddCommonName(commonName);
        var key = pair is RSA rsa ? new PublicKey(rsa) : new PublicKey((ECDsa)pair);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return request;
    }

    public static void AddLeafExtensions(CertificateRequest request, X509Certificate2 issuer, IReadOnlyList<string> names, OidCollection purposes)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        if (names.Count > 0)
            request.CertificateExtensions.Add(AlternativeNames(names, critical: request.SubjectName.Name.Length == 0));
        request.CertificateExtensions.Add(issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any()
            ? X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false)
            : X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: false, includeIssuerAndSerial: true));
    }

    public static X509SignatureGenerator Signer(AsymmetricAlgorithm key) =>
        key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    public static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm pair) =>
        pair is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)pair);

    private static X509Extension AlternativeNames(IReadOnlyList<string> names, bool critical)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else if (Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Dns)
                builder.AddDnsName(name);
            else
                throw new ArgumentException($"\"{name}\" is neither a DNS name nor an IP address", nameof(names));
        }

        return builder.Build(critical);
    }
}
