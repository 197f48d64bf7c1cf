using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.ServiceDefaults.Http;

/// <summary>A certificate and its key from PEM files; every section that listens has these two keys.</summary>
public static class ServerCertificate
{
    private const string CertificateSetting = "Certificate";
    private const string KeySetting = "CertificateKey";

    public static void Validate(SettingErrors errors, string? certificate, string? key)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireFile(CertificateSetting, certificate);
        errors.RequireFile(KeySetting, key);
        errors.Require(certificate is null || key is not null, KeySetting, key, $"name the key of {CertificateSetting}");
        errors.Require(key is null || certificate is not null, CertificateSetting, certificate, $"name the certificate of {KeySetting}");
    }

    /// <exception cref="StartupException">The files do not hold what they should.</exception>
    public static HttpsConnectionAdapterOptions Load(string section, string certificate, string key)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
            // Schannel cannot use a key that lives in memory only.
            var leaf = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null) : new X509Certificate2(pem);
            return new HttpsConnectionAdapterOptions { ServerCertificate = leaf, ServerCertificateChain = chain };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{section}:{CertificateSetting} is \"{certificate}\" with key \"{key}\": {e.Message.TrimEnd('.')}; name PEM files with a certificate and its unencrypted private key", e);
        }
    }
}
