using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Files;

/// <summary>A private key in PEM: PKCS#8, PKCS#1 (RSA) or SEC1 (EC).</summary>
internal static class PrivateKeyFile
{
    /// <summary>Reads the key and joins it with the certificate that it belongs to.</summary>
    /// <exception cref="CertificateFileException">The file is missing, has no usable key, or another certificate's.</exception>
    public static X509Certificate2 Join(X509Certificate2Collection certificates, string certificatePath, string keyPath)
    {
        var leaf = certificates[0];
        var text = PemFile.Read(keyPath, "key file");
        if (text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new CertificateFileException($"key file {keyPath} is encrypted: decrypt it with: openssl pkey -in {keyPath} -out {keyPath}.plain");
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CertificateFileException($"key file {keyPath} has no block -----BEGIN PRIVATE KEY-----: give the private key in PEM form");
        using var key = Import(text, leaf, certificatePath, keyPath);
        try
        {
            return key is RSA rsa ? leaf.CopyWithPrivateKey(rsa) : leaf.CopyWithPrivateKey((ECDsa)key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw Mismatch(certificates, key, certificatePath, keyPath, e);
        }
    }

    private static AsymmetricAlgorithm Import(string text, X509Certificate2 leaf, string certificatePath, string keyPath)
    {
        using var publicRsa = leaf.GetRSAPublicKey();
        using var publicEc = leaf.GetECDsaPublicKey();
        if (publicRsa is null && publicEc is null)
            throw new CertificateFileException($"certificate file {certificatePath} has a key of type {leaf.PublicKey.Oid.FriendlyName ?? leaf.PublicKey.Oid.Value}: use an RSA or ECDSA key");
        AsymmetricAlgorithm key = publicRsa is null ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            var kind = publicRsa is null ? "ECDSA" : "RSA";
            throw new CertificateFileException($"key file {keyPath} has no {kind} key that can be read, and the certificate in {certificatePath} is for one: give the key that the certificate was made with", e);
        }
    }

    private static CertificateFileException Mismatch(X509Certificate2Collection certificates, AsymmetricAlgorithm key, string certificatePath, string keyPath, Exception inner)
    {
        var info = key.ExportSubjectPublicKeyInfo();
        for (var i = 1; i < certificates.Count; i++)
        {
            if (certificates[i].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(info))
                return new CertificateFileException($"key file {keyPath} belongs to certificate {i + 1} of {certificatePath}, not to the first: put that certificate first and its issuers behind it", inner);
        }

        return new CertificateFileException($"key file {keyPath} does not belong to the certificate in {certificatePath}: give the key that the certificate was made with", inner);
    }
}
