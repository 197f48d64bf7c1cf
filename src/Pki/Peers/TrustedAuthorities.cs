using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Peers;

/// <summary>The authorities whose signatures we believe: at least one root, and intermediates that peers need not send.</summary>
public sealed class TrustedAuthorities
{
    /// <param name="source">What messages call them, such as a file's name.</param>
    /// <param name="trustIntermediates">A chain may end at an intermediate too, and no root is needed.</param>
    /// <exception cref="ArgumentException">when no certificate is a root (signed by itself), and one is needed.</exception>
    public TrustedAuthorities(X509Certificate2Collection certificates, string source, bool trustIntermediates = false)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        Source = source;
        TrustsIntermediates = trustIntermediates;
        foreach (var certificate in certificates)
            (IsRoot(certificate) ? Roots : Intermediates).Add(certificate);
        if (Roots.Count == 0 && !trustIntermediates)
            throw new ArgumentException($"{source} has no root certificate: add the one that the others were signed with", nameof(certificates));
    }

    /// <summary>What messages call them.</summary>
    public string Source { get; }

    /// <summary>The certificates that are signed by themselves.</summary>
    public X509Certificate2Collection Roots { get; } = [];

    /// <summary>The other certificates.</summary>
    public X509Certificate2Collection Intermediates { get; } = [];

    /// <summary>Whether a chain may end at an intermediate.</summary>
    public bool TrustsIntermediates { get; }

    /// <summary>Names the subjects of the authorities, for logs.</summary>
    public string Describe() => string.Join("; ", Roots.Concat(Intermediates).Select(c => SubjectNames.Describe(c.SubjectName)));

    /// <summary>All certificates of one PEM file.</summary>
    /// <param name="trustIntermediates">As for the constructor.</param>
    /// <param name="setting">The setting that switches it on, for messages; null: there is no such setting.</param>
    /// <exception cref="CertificateFileException">when it is missing, unreadable, or has no root.</exception>
    public static TrustedAuthorities Load(string path, bool trustIntermediates = false, string? setting = null)
    {
        var certificates = PemFile.ReadCertificates(path, "CA file");
        try
        {
            // Without its folder: a refused peer is told the reason, and should not learn our paths.
            return new TrustedAuthorities(certificates, Path.GetFileName(path), trustIntermediates);
        }
        catch (ArgumentException)
        {
            var other = setting is null ? "" : $", or trust the intermediates themselves with {setting}";
            throw new CertificateFileException($"CA file {path} has no root certificate: add the one that the others were signed with{other}");
        }
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
