using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SocketWarp.Base.State;

namespace SocketWarp.Pki.Files;

/// <summary>Text files of PEM blocks (RFC 7468).</summary>
internal static class PemFile
{
    // A bundle of a few hundred certificates is far below this; a device or a log file given by mistake is not read whole.
    private const int MaxLength = 1024 * 1024;
    private const byte DerSequence = 0x30;

    /// <param name="what">What messages call the file: "certificate file", "key file".</param>
    /// <exception cref="CertificateFileException">when it is missing, unreadable or too long.</exception>
    public static string Read(string path, string what)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaxLength)
                throw new CertificateFileException($"{what} {path} has more than {MaxLength} bytes: give a PEM file");
            using var reader = new StreamReader(file, Encoding.Latin1);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateFileException($"{what} {path} does not exist: create it or correct the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CertificateFileException($"{what} {path} cannot be read ({e.Message}): give this user the right to read it, or correct the path", e);
        }
    }

    /// <summary>All certificates of a file, in its order; at least one.</summary>
    /// <exception cref="CertificateFileException">when the file has no certificate, or one that cannot be read.</exception>
    public static X509Certificate2Collection ReadCertificates(string path, string what)
    {
        var text = Read(path, what);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new CertificateFileException($"{what} {path} has a certificate that cannot be read ({e.Message}): make the file again", e);
        }

        if (certificates.Count > 0)
            return certificates;
        var fix =
            text.Length > 0 && text[0] == DerSequence
                ? $"it looks like DER, convert it with: openssl x509 -inform der -in {path} -out {path}.pem"
                : "give the certificate in PEM form";
        throw new CertificateFileException($"{what} {path} has no block -----BEGIN CERTIFICATE-----: {fix}");
    }

    /// <summary>Replaces the file as a whole: readers see the old text or the new. It is on the medium when this returns.</summary>
    /// <param name="secret">Readable by its owner only (0600), from its first byte on.</param>
    /// <exception cref="CertificateFileException">when it cannot be written.</exception>
    public static void Write(string path, string text, bool secret) => Write(path, Encoding.ASCII.GetBytes(text), secret);

    /// <summary>Writes a file that is not PEM, in the same way as text.</summary>
    /// <exception cref="CertificateFileException">when it cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool secret)
    {
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | (secret ? 0 : UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            Move(temporary, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw new CertificateFileException($"{path} cannot be written ({e.Message}): create its folder and give this user the right to write there", e);
        }
    }

    /// <summary>Renames a file, replacing the old one. It is on the medium when this returns, and so before the next rename.</summary>
    /// <exception cref="IOException">when it cannot be done.</exception>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }
}
