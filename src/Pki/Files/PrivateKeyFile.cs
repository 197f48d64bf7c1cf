using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Files;

/// <summary>A private key in PEM: PKCS#8, PKCS#1 (RSA) or SEC1 (EC).</summary>
internal static class PrivateKeyFile
{
    /// <summary>Reads the key and joins it with the certificate that it belongs to.</summary>
    /// <param name="engineKey">The key (PKCS#8) where .NET cannot join it, else null: the certificate then comes without it.</param>
    /// <exception cref="CertificateFileException">when the file is missing, has no usable key, or another certificate's.</exception>
    public static X509Certificate2 Join(X509Certificate2Collection certificates, string certificatePath, string keyPath, out byte[]? engineKey)
    {
        var leaf = certificates[0];
        engineKey = null;
        var text = PemFile.Read(keyPath, "key file");
        if (
            text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)
        )
            throw new CertificateFileException($"key file {keyPath} is encrypted: decrypt it with: openssl pkey -in {keyPath} -out {keyPath}.plain");
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CertificateFileException($"key file {keyPath} has no block -----BEGIN PRIVATE KEY-----: give the private key in PEM form");
        if (Ed25519.IsKeyOf(leaf))
        {
            engineKey = ReadEd25519(text, leaf, certificatePath, keyPath);
            return X509CertificateLoader.LoadCertificate(leaf.RawData);
        }

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

    private static byte[] ReadEd25519(string text, X509Certificate2 leaf, string certificatePath, string keyPath)
    {
        try
        {
            var key = ReadPkcs8(text);
            return Ed25519.Belongs(leaf, key) ? key : throw new CertificateFileException(Foreign(certificatePath, keyPath));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException)
        {
            throw Unfit(Ed25519.Name, certificatePath, keyPath, e);
        }
    }

    /// <exception cref="ArgumentException">when there is no such block.</exception>
    private static byte[] ReadPkcs8(string text)
    {
        while (true)
        {
            var block = PemEncoding.Find(text);
            if (text[block.Label] == "PRIVATE KEY")
                return Convert.FromBase64String(text[block.Base64Data]);
            text = text[block.Location.End..];
        }
    }

    private static string Foreign(string certificatePath, string keyPath) =>
        $"key file {keyPath} does not belong to the certificate in {certificatePath}: give the key that the certificate was made with";

    private static CertificateFileException Unfit(string kind, string certificatePath, string keyPath, Exception inner) =>
        new(
            $"key file {keyPath} has no {kind} key that can be read, and the certificate in {certificatePath} is for one: give the key that the "
                + $"certificate was made with",
            inner
        );

    private static AsymmetricAlgorithm Import(string text, X509Certificate2 leaf, string certificatePath, string keyPath)
    {
        using var publicRsa = leaf.GetRSAPublicKey();
        using var publicEc = leaf.GetECDsaPublicKey();
        if (publicRsa is null && publicEc is null)
            throw new CertificateFileException(
                $"certificate file {certificatePath} has a key of type {leaf.PublicKey.Oid.FriendlyName ?? leaf.PublicKey.Oid.Value}: use an RSA, ECDSA "
                    + $"or Ed25519 key"
            );
        AsymmetricAlgorithm key = publicRsa is null ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Unfit(publicRsa is null ? "ECDSA" : "RSA", certificatePath, keyPath, e);
        }
    }

    private static CertificateFileException Mismatch(
        X509Certificate2Collection certificates,
        AsymmetricAlgorithm key,
        string certificatePath,
        string keyPath,
        Exception inner
    )
    {
        var info = key.ExportSubjectPublicKeyInfo();
        for (var i = 1; i < certificates.Count; i++)
        {
            if (certificates[i].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(info))
                return new CertificateFileException(
                    $"key file {keyPath} belongs to certificate {i + 1} of {certificatePath}, not to the first: put that certificate first and its "
                        + $"issuers behind it",
                    inner
                );
        }

        return new CertificateFileException(Foreign(certificatePath, keyPath), inner);
    }
}
