using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Peers;

/// <summary>The authorities whose signatures we believe: at least one root, and intermediates that peers need not send.</summary>
public sealed class TrustedAuthorities
{
    /// <param name="source">What messages call them, such as a file's name.</param>
    /// <exception cref="ArgumentException">None of the certificates is a root (signed by itself).</exception>
    public TrustedAuthorities(X509Certificate2Collection certificates, string source)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        Source = source;
        foreach (var certificate in certificates)
            (IsRoot(certificate) ? Roots : Intermediates).Add(certificate);
        if (Roots.Count == 0)
            throw new ArgumentException($"{source} has no root certificate: add the one that the others were signed with", nameof(certificates));
    }

    public string Source { get; }

    public X509Certificate2Collection Roots { get; } = [];

    public X509Certificate2Collection Intermediates { get; } = [];

    /// <summary>Whose they are, in a few words for logs.</summary>
    public string Describe() => string.Join("; ", Roots.Concat(Intermediates).Select(c => SubjectNames.Describe(c.SubjectName)));

    /// <summary>All certificates of one PEM file.</summary>
    /// <exception cref="CertificateFileException">It is missing, unreadable, or has no root.</exception>
    public static TrustedAuthorities Load(string path)
    {
        var certificates = PemFile.ReadCertificates(path, "CA file");
        try
        {
            // Without its folder: a refused peer is told the reason, and our paths are none of its business.
            return new TrustedAuthorities(certificates, Path.GetFileName(path));
        }
        catch (ArgumentException)
        {
            throw new CertificateFileException($"CA file {path} has no root certificate: add the one that the others were signed with");
        }
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
