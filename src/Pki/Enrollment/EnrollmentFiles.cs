using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Enrollment;

/// <summary>
/// Key and certificate on disk. Two files cannot be replaced at once, so the new pair first stands beside the old one: a <c>.next</c> key
/// from before the request on, then the authorities if they are missing, then a <c>.next</c> certificate. Once that is there the new pair holds. If the
/// process is killed while it moves the two into place, <see cref="Recover"/> finishes that. Each step is on the medium before the next begins, so a
/// power cut leaves what a kill leaves.
/// </summary>
internal sealed class EnrollmentFiles(EnrollmentPaths paths)
{
    public const string NextSuffix = ".next";

    private readonly string _nextKey = paths.Key + NextSuffix;
    private readonly string _nextCertificate = paths.Certificate + NextSuffix;

    /// <summary>Changes whenever the certificate file does, or the file that its link leads to.</summary>
    public DateTime Written
    {
        get
        {
            try
            {
                var target = File.Exists(paths.Certificate) ? File.ResolveLinkTarget(paths.Certificate, returnFinalTarget: true) : null;
                return File.GetLastWriteTimeUtc(target?.FullName ?? paths.Certificate);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A link that is being replaced: the next look finds it whole.
                return default;
            }
        }
    }

    public bool HasAuthorities => File.Exists(paths.Ca);

    /// <summary>Puts a pair in place that a process which was killed had got.</summary>
    /// <exception cref="CertificateFileException">when a file cannot be read or moved.</exception>
    public void Recover()
    {
        if (!File.Exists(_nextCertificate))
            return;
        var keyMoved = !File.Exists(_nextKey);
        if (!Belongs(keyMoved ? paths.Key : _nextKey))
        {
            Try(() => File.Delete(_nextCertificate));
            return;
        }

        if (!keyMoved)
            Try(() => PemFile.Move(_nextKey, paths.Key));
        Try(() => PemFile.Move(_nextCertificate, paths.Certificate));
    }

    /// <returns>null when there is no certificate yet.</returns>
    /// <exception cref="CertificateFileException">when the files are there, but cannot be used.</exception>
    public CertificateFiles? Load(TimeProvider time)
    {
        if (File.Exists(paths.Certificate))
            return CertificateFiles.Load(paths.Certificate, paths.Key, time);
        return File.Exists(paths.Key)
            ? throw new CertificateFileException(
                $"key file {paths.Key} is there, but certificate file {paths.Certificate} is not: give the certificate too, or move the key away and a "
                    + $"new one is made"
            )
            : null;
    }

    /// <summary>
    /// The key of the certificate to come: one and the same until that has come, so that a request which is sent again is the same transaction.
    /// </summary>
    /// <exception cref="CertificateFileException">when it cannot be read or written.</exception>
    public RSA NextKey(int bits)
    {
        if (File.Exists(_nextKey) && Import(PemFile.Read(_nextKey, "key file")) is { } kept)
            return kept;
        var key = RSA.Create(bits);
        PemFile.Write(_nextKey, key.ExportPkcs8PrivateKeyPem() + "\n", secret: true);
        return key;
    }

    /// <summary>Takes the certificate of <see cref="NextKey"/> into use.</summary>
    /// <exception cref="CertificateFileException">when a file cannot be written.</exception>
    public void Install(IssuedCertificate issued)
    {
        if (!HasAuthorities)
            PemFile.Write(paths.Ca, Pem(issued.Roots), secret: false);
        PemFile.Write(_nextCertificate, Pem([issued.Leaf, .. issued.Intermediates]), secret: false);
        Recover();
    }

    private bool Belongs(string keyPath)
    {
        try
        {
            CertificateFiles.Load(_nextCertificate, keyPath).Dispose();
            return true;
        }
        catch (CertificateFileException)
        {
            return false;
        }
    }

    /// <returns>null when it is no key, which then is of no use to anybody.</returns>
    private static RSA? Import(string text)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private static string Pem(IEnumerable<X509Certificate2> certificates) => string.Concat(certificates.Select(c => c.ExportCertificatePem() + "\n"));

    private void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateFileException(
                $"{paths.Certificate} and {paths.Key} cannot be replaced ({e.Message}): give this user the right to write in their folders",
                e
            );
        }
    }
}
