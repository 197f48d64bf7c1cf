using System.Security.Cryptography;
using SocketWarp.Pki.Authority;

namespace SocketWarp.TestSupport;

/// <summary>One key and one authority of RSA for all tests that do not care whose they are: to make one takes longer than most tests.</summary>
public static class SharedRsa
{
    private static readonly Lazy<RSAParameters> MadeKey = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    });

    private static readonly Lazy<CertificateAuthority> MadeAuthority = new(() => CertificateAuthority.Create("SCEP CA", key: KeyKind.Rsa2048));

    /// <returns>The caller's to dispose of.</returns>
    public static RSA Key() => RSA.Create(MadeKey.Value);

    /// <returns>The caller's to dispose of.</returns>
    public static CertificateAuthority Authority(TimeProvider? time = null)
    {
        using var folder = new TestDirectory();
        var (certificate, key) = (folder.File("ca.crt"), folder.File("ca.key"));
        SaveAuthority(certificate, key);
        return CertificateAuthority.Load(certificate, key, time);
    }

    public static void SaveAuthority(string certificate, string key) => MadeAuthority.Value.Save(certificate, key);
}
