using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Revocation;

/// <summary>What an authority has revoked, as files beside it: an index of one line each (serial, time, reason), and the list that peers read.</summary>
/// <param name="Index">Only ever appended to.</param>
/// <param name="List">PEM; written as a whole each time.</param>
public sealed record RevocationFiles(string Index, string List)
{
    /// <summary>The files beside <c>ca.crt</c>: <c>ca.revoked</c> and <c>ca.crl</c>.</summary>
    public static RevocationFiles Beside(string certificatePath) =>
        new(Path.ChangeExtension(certificatePath, ".revoked"), Path.ChangeExtension(certificatePath, ".crl"));

    /// <summary>Records a certificate, and writes the list.</summary>
    /// <param name="certificate">Null: only writes the list again, because peers refuse one that is overdue.</param>
    /// <returns>False when it was revoked before; then that holds.</returns>
    /// <exception cref="CertificateFileException">when it is another authority's, or a file cannot be used. The next call makes up for a failure after the
    /// index was written.</exception>
    public bool Revoke(CertificateAuthority authority, X509Certificate2? certificate, X509RevocationReason reason, DateTimeOffset now, TimeSpan listLifetime)
    {
        ArgumentNullException.ThrowIfNull(authority);
        if (certificate is not null && !SignedDocument.Read(certificate.RawData).IsSignedBy(authority.Certificate))
            throw new CertificateFileException(
                $"the certificate of {SubjectNames.Describe(certificate.SubjectName)} was not signed by "
                    + $"{SubjectNames.Describe(authority.Certificate.SubjectName)}: name the authority that signed it"
            );
        // The file is also the lock: of two that revoke at once, neither may lose the other's.
        using var index = Open();
        var revoked = Read(index);
        var isNew = certificate is not null && revoked.TrueForAll(r => r.Serial != certificate.SerialNumber);
        if (isNew)
        {
            revoked.Add(new RevokedCertificate(certificate!.SerialNumber, now, reason));
            Append(index, revoked[^1]);
        }

        var list = authority.CreateRevocationList(revoked, listLifetime);
        PemFile.Write(List, PemEncoding.WriteString("X509 CRL", list) + "\n", secret: false);
        return isNew;
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(Index, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateFileException(
                $"revocation index {Index} cannot be written ({e.Message}): give this user the right to, or wait until the other process has written it",
                e
            );
        }
    }

    private List<RevokedCertificate> Read(FileStream index)
    {
        using var reader = new StreamReader(index, Encoding.ASCII, leaveOpen: true);
        var revoked = new List<RevokedCertificate>();
        while (reader.ReadLine() is { } line)
            revoked.Add(
                Parse(line)
                    ?? throw new CertificateFileException(
                        $"revocation index {Index} is wrong at line {revoked.Count + 1}: write it as: serial time reason; or take it out if it was cut off"
                    )
            );
        return revoked;
    }

    private static RevokedCertificate? Parse(string line)
    {
        var words = line.Split(' ');
        return
            words.Length == 3
            && words[0].Length is > 0 and <= 40
            && words[0].Length % 2 == 0
            && words[0].All(char.IsAsciiHexDigitUpper)
            && DateTimeOffset.TryParse(words[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && Enum.TryParse<X509RevocationReason>(words[2], out var reason)
            ? new RevokedCertificate(words[0], at, reason)
            : null;
    }

    private static void Append(FileStream index, RevokedCertificate one)
    {
        index.Seek(0, SeekOrigin.End);
        index.Write(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{one.Serial} {one.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {one.Reason}\n"))
        );
        index.Flush(flushToDisk: true);
    }
}
