using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Peers;

/// <summary>Says whether a certificate is meant for the use that a peer of TLS 1.3 makes of it.</summary>
internal static class PurposeCheck
{
    /// <returns>null, or the reason in plain words: "not meant for server authentication".</returns>
    public static string? Check(X509Certificate2 certificate, PeerUsage usage)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var wanted = KeyPurpose(usage).Value;
        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509EnhancedKeyUsageExtension enhanced && !enhanced.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == wanted))
                return $"not meant for {(usage == PeerUsage.ClientAuthentication ? "client" : "server")} authentication";
            if (extension is X509KeyUsageExtension allowed && !allowed.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
                return "not meant for signatures, which TLS 1.3 needs";
        }

        return null;
    }

    /// <summary>The name that openssl and SCEP servers have for the extended key usage.</summary>
    internal static string Name(PeerUsage usage) => usage == PeerUsage.ClientAuthentication ? "clientAuth" : "serverAuth";

    internal static Oid KeyPurpose(PeerUsage usage) =>
        usage == PeerUsage.ClientAuthentication ? KeyPurposes.ClientAuthentication : KeyPurposes.ServerAuthentication;
}
