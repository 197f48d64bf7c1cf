using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Files;

/// <summary>PKCS#12 (RFC 7292): certificate, key and issuers in one encrypted file, for browsers, phones and other people's programs.</summary>
public static class CertificateBundle
{
    /// <summary>OWASP's count for PBKDF2 with HMAC-SHA-512 (2023); with SHA-256 it wants 600,000, and .NET's own reader takes no more than 300,000.</summary>
    private const int Iterations = 210_000;

    /// <summary>AES-256 and HMAC-SHA-512, which openssl 1.1 and later, .NET, Java and browsers read.</summary>
    public static byte[] Export(X509Certificate2Collection certificates, string password)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        return certificates.ExportPkcs12(new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA512, Iterations), password);
    }

    /// <summary>Readable by its owner only (0600). Issuers' own keys stay out of it.</summary>
    /// <exception cref="CertificateFileException">when it cannot be written.</exception>
    public static void Save(X509Certificate2 leaf, X509Certificate2Collection issuers, string path, string password)
    {
        ArgumentNullException.ThrowIfNull(issuers);
        var all = new X509Certificate2Collection { leaf };
        // An authority that has just signed has its key with it.
        foreach (var issuer in issuers)
            all.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
        PemFile.Write(path, Export(all, password), secret: true);
    }
}
