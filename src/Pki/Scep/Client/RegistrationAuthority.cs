using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>
/// Tells a registration authority from any other certificate that the authority has signed. GetCACert's answer is not signed: without
/// this, any peer with a certificate of its own could stand between client and server, and read challenge passwords.
/// </summary>
internal static class RegistrationAuthority
{
    /// <summary>Whether it has an extended key usage, and not one of TLS: ours is "registration authority", Windows' "certificate request agent".</summary>
    public static bool Is(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SingleOrDefault() is { } extended
        && extended.EnhancedKeyUsages.Count > 0
        && !extended
            .EnhancedKeyUsages.Cast<Oid>()
            .Any(o =>
                o.Value == KeyPurposes.ClientAuthentication.Value || o.Value == KeyPurposes.ServerAuthentication.Value || o.Value == KeyPurposes.Any.Value
            );

    /// <summary>Whether messages may be encrypted for it: some servers have one certificate to sign and one to encrypt for.</summary>
    public static bool MayDecrypt(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        return key is not null && certificate.Extensions.OfType<X509KeyUsageExtension>().All(u => u.KeyUsages.HasFlag(X509KeyUsageFlags.KeyEncipherment));
    }
}
