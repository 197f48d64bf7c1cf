using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Files;

/// <summary>PKCS#12 (RFC 7292): certificate, key and issuers in one encrypted file, for browsers, phones and other people's programs.</summary>
public static class CertificateBundle
{
    /// <summary>Readable by its owner only (0600). Issuers' own keys stay out of it.</summary>
    /// <exception cref="CertificateFileException">It cannot be written.</exception>
    public static void Save(X509Certificate2 leaf, X509Certificate2Collection issuers, string path, string password)
    {
        ArgumentNullException.ThrowIfNull(issuers);
        var all = new X509Certificate2Collection { leaf };
        // An authority that has just signed has its key with it.
        foreach (var issuer in issuers) all.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
        PemFile.Write(path, all.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password), secret: true);
    }
}
