using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Files;

/// <summary>Our own certificate with its private key, as read from two PEM files (which may be one and the same).</summary>
public sealed class CertificateFiles : IDisposable
{
    private readonly string _path;

    private CertificateFiles(string path, X509Certificate2 leaf, byte[]? engineKey, X509Certificate2Collection intermediates, IReadOnlyList<string> warnings)
    {
        _path = path;
        Leaf = leaf;
        EngineKey = engineKey is null ? null : (ReadOnlyMemory<byte>?)engineKey;
        Intermediates = intermediates;
        Warnings = warnings;
    }

    /// <summary>The file's first certificate, with its key unless that is <see cref="EngineKey"/>.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The key (PKCS#8) where it is of a kind that .NET has no class for, Ed25519; else null. Some transport engines can use it.</summary>
    public ReadOnlyMemory<byte>? EngineKey { get; }

    /// <summary>The file's other certificates, in its order.</summary>
    public X509Certificate2Collection Intermediates { get; }

    /// <summary>What an operator should know but what hinders nothing: expired, not valid yet, a key that others can read.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <param name="usage">The use that peers will require of it: what they would refuse is among the warnings. Null: not known.</param>
    /// <exception cref="CertificateFileException">when a file is missing or unusable, or the key is another certificate's.</exception>
    public static CertificateFiles Load(string certificatePath, string keyPath, TimeProvider? time = null, PeerUsage? usage = null)
    {
        var certificates = PemFile.ReadCertificates(certificatePath, "certificate file");
        using var first = certificates[0];
        var leaf = Persist(PrivateKeyFile.Join(certificates, certificatePath, keyPath, out var engineKey));
        certificates.RemoveAt(0);
        var warnings = new List<string>();
        if (Validity.Check(leaf, (time ?? TimeProvider.System).GetUtcNow()) is { } problem)
            warnings.Add($"the certificate in {certificatePath} is {problem}: peers will refuse it until it is renewed");
        if (usage is { } wanted && PurposeCheck.Check(leaf, wanted) is { } unfit)
        {
            var purpose = PurposeCheck.Name(wanted);
            warnings.Add(
                $"the certificate in {certificatePath} is {unfit}: peers will refuse it; have it issued with the extended key usage {purpose}, or with none"
            );
        }

        if (usage == PeerUsage.ServerAuthentication && !SubjectNames.HasAlternatives(leaf))
            warnings.Add($"the certificate in {certificatePath} is {SubjectNames.NoAlternatives(leaf, "the name that peers dial")}; peers will refuse it");
        if (IsReadableByOthers(keyPath))
            warnings.Add($"key file {keyPath} can be read by others: protect it with: chmod 600 {keyPath}");
        return new CertificateFiles(certificatePath, leaf, engineKey, certificates, warnings);
    }

    /// <summary>The certificate file, its subject and its end, for logs.</summary>
    public string Describe() => $"{_path} ({SubjectNames.Describe(Leaf.SubjectName)}, valid until {Validity.Text(Leaf.NotAfter)})";

    /// <summary>Refuses what must not replace a certificate that works, because peers would refuse it.</summary>
    /// <exception cref="CertificateFileException">when it is outside its period, or not meant for this use.</exception>
    public void RequireUsable(PeerUsage usage, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        if ((Validity.Check(Leaf, time.GetUtcNow()) ?? PurposeCheck.Check(Leaf, usage)) is { } problem)
            throw new CertificateFileException($"the certificate in {_path} is {problem}: peers would refuse it");
    }

    /// <summary>Writes certificates (leaf first) and key as PEM; the key in PKCS#8, readable by its owner only.</summary>
    /// <exception cref="CertificateFileException">when a file cannot be written.</exception>
    public static void Save(X509Certificate2 leaf, string certificatePath, string keyPath, X509Certificate2Collection? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        using var rsa = leaf.GetRSAPrivateKey();
        using var ec = leaf.GetECDsaPrivateKey();
        var key =
            rsa?.ExportPkcs8PrivateKeyPem()
            ?? ec?.ExportPkcs8PrivateKeyPem()
            ?? throw new ArgumentException("the certificate has no RSA or ECDSA private key", nameof(leaf));
        PemFile.Write(keyPath, key + "\n", secret: true);
        PemFile.Write(certificatePath, string.Concat(new[] { leaf }.Concat(intermediates ?? []).Select(c => c.ExportCertificatePem() + "\n")), secret: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var certificate in Intermediates)
            certificate.Dispose();
    }

    // TLS on Windows does not take a key that lives in memory only.
    private static X509Certificate2 Persist(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows() || !certificate.HasPrivateKey)
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}
