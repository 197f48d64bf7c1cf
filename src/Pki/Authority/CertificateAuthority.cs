using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;
using SocketWarp.Protocol;

namespace SocketWarp.Pki.Authority;

/// <summary>A root that signs leaf certificates directly: for development, tests and small installations.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private const int PathLength = 0;

    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        Certificate = certificate;
        _time = time;
    }

    /// <summary>The root, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <param name="name">Common name, 1–64 characters.</param>
    /// <param name="lifetime">Ten years by default: replacing a root means visiting every peer.</param>
    public static CertificateAuthority Create(string name, TimeSpan? lifetime = null, KeyKind key = KeyKind.EcdsaP256, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, ProtocolLimits.MaxUid, nameof(name));
        var clock = time ?? TimeProvider.System;
        using var pair = key.Create();
        var request = CertificateTemplate.Request(name, pair);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, PathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var now = clock.GetUtcNow();
        using var certificate = request.Create(
            request.SubjectName, CertificateTemplate.Signer(pair), now - CertificateTemplate.ClockSkew, now + (lifetime ?? TimeSpan.FromDays(3650)), CertificateTemplate.Serial());
        return new CertificateAuthority(CertificateTemplate.Join(certificate, pair), clock);
    }

    /// <summary>Reads a root made by <see cref="Save"/>, openssl or a SCEP server's <c>ca.crt</c> and <c>ca.key</c>.</summary>
    /// <exception cref="CertificateFileException">A file is missing or unusable, or the certificate is no authority's.</exception>
    public static CertificateAuthority Load(string certificatePath, string keyPath, TimeProvider? time = null)
    {
        var files = CertificateFiles.Load(certificatePath, keyPath, time);
        if (files.Leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority))
            return new CertificateAuthority(files.Leaf, time ?? TimeProvider.System);
        files.Dispose();
        throw new CertificateFileException($"the certificate in {certificatePath} is no authority's: give one with basicConstraints CA:TRUE");
    }

    /// <exception cref="CertificateFileException">A file cannot be written.</exception>
    public void Save(string certificatePath, string keyPath) => CertificateFiles.Save(Certificate, certificatePath, keyPath);

    /// <summary>For a gateway or another TLS server.</summary>
    /// <param name="names">DNS names and IP addresses, at least one; the first is also the common name.</param>
    /// <returns>The certificate with its private key.</returns>
    public X509Certificate2 IssueServer(IReadOnlyList<string> names, LeafOptions? options = null) =>
        Issue(CommonNameOf(names), names, [KeyPurposes.ServerAuthentication], options);

    /// <summary>For a connector.</summary>
    /// <returns>The certificate with its private key.</returns>
    /// <exception cref="ArgumentException">Not a uid (<see cref="Uid"/>).</exception>
    public X509Certificate2 IssueClient(string uid, LeafOptions? options = null) =>
        Uid.TryValidate(uid, out var error) ? Issue(uid, [], [KeyPurposes.ClientAuthentication], options) : throw new ArgumentException(error, nameof(uid));

    /// <summary>For a gateway that also dials others, such as a ControlApi or a verify service that wants a certificate: server and client authentication.</summary>
    /// <param name="names">As of <see cref="IssueServer"/>.</param>
    /// <returns>The certificate with its private key.</returns>
    public X509Certificate2 IssueGateway(IReadOnlyList<string> names, LeafOptions? options = null) =>
        Issue(CommonNameOf(names), names, [KeyPurposes.ServerAuthentication, KeyPurposes.ClientAuthentication], options);

    public void Dispose() => Certificate.Dispose();

    // Longer names do not fit in a common name; the alternative names have them.
    private static string? CommonNameOf(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            throw new ArgumentException("a server certificate needs a name", nameof(names));
        return names[0].Length <= ProtocolLimits.MaxUid ? names[0] : null;
    }

    private X509Certificate2 Issue(string? commonName, IReadOnlyList<string> names, OidCollection purposes, LeafOptions? options)
    {
        options ??= new LeafOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Lifetime, TimeSpan.Zero, nameof(options));
        using var pair = options.Key.Create();
        var request = CertificateTemplate.Request(commonName, pair);
        CertificateTemplate.AddLeafExtensions(request, Certificate, names, purposes);
        var now = _time.GetUtcNow();
        var notBefore = Later(now - CertificateTemplate.ClockSkew, Certificate.NotBefore);
        var notAfter = Earlier(now + options.Lifetime, Certificate.NotAfter);
        if (notAfter <= now)
            throw new InvalidOperationException($"the authority's own certificate has {Validity.Judge(Certificate, now) ?? "ended"}: make a new one");
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)Certificate.GetECDsaPrivateKey() ?? Certificate.GetRSAPrivateKey()!;
        using var certificate = request.Create(Certificate.SubjectName, CertificateTemplate.Signer(key), notBefore, notAfter, CertificateTemplate.Serial());
        return CertificateTemplate.Join(certificate, pair);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
