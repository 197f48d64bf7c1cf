using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Inspection;

/// <summary>What a certificate says that it is for.</summary>
internal static class CertificateUse
{
    private const string NoNames = "none";

    public static bool IsFor(X509Certificate2 certificate, PeerUsage usage)
    {
        var wanted = PurposeCheck.KeyPurpose(usage);
        return Extended(certificate) is not { } purposes || purposes.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == wanted.Value);
    }

    public static bool HasUsageWithoutSignatures(X509Certificate2 certificate) =>
        Usage(certificate) is { } usage && !usage.HasFlag(X509KeyUsageFlags.DigitalSignature);

    public static bool MaySign(X509Certificate2 certificate) => Usage(certificate) is not { } usage || usage.HasFlag(X509KeyUsageFlags.KeyCertSign);

    public static bool HasNames(X509Certificate2 certificate) => SubjectNames.HasAlternatives(certificate);

    public static string Names(X509Certificate2 certificate) => HasNames(certificate) ? SubjectNames.Describe(certificate) : NoNames;

    public static string Describe(X509Certificate2 certificate)
    {
        if (Extended(certificate) is null)
            return "any: it has no extended key usage";
        var uses = new List<string>();
        if (IsFor(certificate, PeerUsage.ServerAuthentication))
            uses.Add("server");
        if (IsFor(certificate, PeerUsage.ClientAuthentication))
            uses.Add("client");
        return uses.Count > 0 ? string.Join(", ", uses) : "neither client nor server";
    }

    public static string Key(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ec = certificate.GetECDsaPublicKey();
        if (rsa is not null)
            return $"RSA {rsa.KeySize}";
        return ec is not null ? $"ECDSA {ec.KeySize}"
            : Ed25519.IsKeyOf(certificate) ? Ed25519.Name
            : certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "unknown";
    }

    private static X509EnhancedKeyUsageExtension? Extended(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();

    private static X509KeyUsageFlags? Usage(X509Certificate2 certificate) => certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages;
}
