using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;
using SocketWarp.Protocol;

namespace SocketWarp.Pki.Authority;

/// <summary>A private authority: a root, or an intermediate whose root may stay offline; it signs leaf certificates and revocation lists.</summary>
public sealed partial class CertificateAuthority : IDisposable
{
    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, X509Certificate2Collection issuers, TimeProvider time)
    {
        Certificate = certificate;
        Issuers = issuers;
        _time = time;
    }

    /// <summary>What it signs with: certificate and private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificates that signed this one, up to the root; empty for a root.</summary>
    public X509Certificate2Collection Issuers { get; }

    /// <summary>What a leaf's file has behind the leaf: everything up to the root, which peers have already.</summary>
    public X509Certificate2Collection Intermediates =>
        [.. new[] { Certificate }.Concat(Issuers).Where(c => !c.SubjectName.RawData.AsSpan().SequenceEqual(c.IssuerName.RawData))];

    /// <param name="name">Common name, 1–64 characters.</param>
    /// <param name="lifetime">Ten years by default: replacing a root means visiting every peer.</param>
    /// <param name="pathLength">How many intermediates may follow it: 0 for one that signs leaves only.</param>
    public static CertificateAuthority Create(
        string name,
        TimeSpan? lifetime = null,
        KeyKind key = KeyKind.EcdsaP256,
        TimeProvider? time = null,
        int pathLength = 0
    )
    {
        var clock = time ?? TimeProvider.System;
        using var pair = key.Create();
        var request = CertificateTemplate.Request(CheckName(name), pair);
        CertificateTemplate.AddAuthorityExtensions(request, pathLength);
        var now = clock.GetUtcNow();
        using var certificate = request.Create(
            request.SubjectName,
            CertificateTemplate.Signer(pair),
            now - CertificateTemplate.ClockSkew,
            now + (lifetime ?? TimeSpan.FromDays(3650)),
            CertificateTemplate.Serial()
        );
        return new CertificateAuthority(CertificateTemplate.Join(certificate, pair), [], clock);
    }

    /// <summary>Creates an authority below this one, after which this one can be put away.</summary>
    /// <param name="name">Common name, 1–64 characters.</param>
    /// <param name="lifetime">Five years by default; cut to this one's own end.</param>
    /// <exception cref="InvalidOperationException">when its path length forbids intermediates.</exception>
    public CertificateAuthority CreateIntermediate(string name, TimeSpan? lifetime = null, KeyKind key = KeyKind.EcdsaP256)
    {
        if (Certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { HasPathLengthConstraint: true, PathLengthConstraint: 0 })
            throw new InvalidOperationException("the authority may sign no intermediates: create it with a path length of 1");
        using var pair = key.Create();
        using var signer = SigningKey();
        var request = CertificateTemplate.Request(CheckName(name), pair, signer);
        CertificateTemplate.AddAuthorityExtensions(request, pathLength: 0);
        using var certificate = Sign(request, signer, lifetime ?? TimeSpan.FromDays(1825));
        var issuers = new X509Certificate2Collection { X509CertificateLoader.LoadCertificate(Certificate.RawData) };
        foreach (var issuer in Issuers)
            issuers.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
        return new CertificateAuthority(CertificateTemplate.Join(certificate, pair), issuers, _time);
    }

    /// <summary>
    /// Reads what <see cref="Save"/>, openssl or a SCEP server made (<c>ca.crt</c> and <c>ca.key</c>); an intermediate's file has its issuers behind it.
    /// </summary>
    /// <exception cref="CertificateFileException">when a file is missing or unusable, or the certificate is not an authority's.</exception>
    public static CertificateAuthority Load(string certificatePath, string keyPath, TimeProvider? time = null)
    {
        var files = CertificateFiles.Load(certificatePath, keyPath, time);
        if (files.EngineKey is not null)
        {
            files.Dispose();
            throw new CertificateFileException(
                $"the authority in {certificatePath} has an Ed25519 key, which cannot be signed with here: give one with an RSA or ECDSA key"
            );
        }

        if (files.Leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority))
            return new CertificateAuthority(files.Leaf, files.Intermediates, time ?? TimeProvider.System);
        files.Dispose();
        throw new CertificateFileException($"the certificate in {certificatePath} is not an authority's: give one with basicConstraints CA:TRUE");
    }

    /// <summary>The key is readable by its owner only.</summary>
    /// <exception cref="CertificateFileException">when a file cannot be written.</exception>
    public void Save(string certificatePath, string keyPath) => CertificateFiles.Save(Certificate, certificatePath, keyPath, Issuers);

    /// <summary>Issues a certificate for a gateway or another TLS server.</summary>
    /// <param name="names">DNS names and IP addresses, at least one; the first is also the common name.</param>
    /// <returns>The certificate with its private key.</returns>
    public X509Certificate2 IssueServer(IReadOnlyList<string> names, LeafOptions? options = null) =>
        Issue(CommonNameOf(names), names, LeafProfile.Server, options);

    /// <summary>Issues a certificate for a connector.</summary>
    /// <returns>The certificate with its private key.</returns>
    /// <exception cref="ArgumentException">when it is not a uid (<see cref="Uid"/>).</exception>
    public X509Certificate2 IssueClient(string uid, LeafOptions? options = null) =>
        Uid.TryValidate(uid, out var error) ? Issue(uid, [], LeafProfile.Client, options) : throw new ArgumentException(error, nameof(uid));

    /// <summary>Issues a certificate for servers and clients: for a gateway that also dials a ControlApi or verify service that wants a certificate.</summary>
    /// <param name="names">As of <see cref="IssueServer"/>.</param>
    /// <returns>The certificate with its private key.</returns>
    public X509Certificate2 IssueGateway(IReadOnlyList<string> names, LeafOptions? options = null) =>
        Issue(CommonNameOf(names), names, LeafProfile.Gateway, options);

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var issuer in Issuers)
            issuer.Dispose();
    }

    // Longer names do not fit in a common name; the alternative names have them.
    private static string? CommonNameOf(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            throw new ArgumentException("a server certificate needs a name", nameof(names));
        return names[0].Length <= ProtocolLimits.MaxUid ? names[0] : null;
    }

    private static string CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, ProtocolLimits.MaxUid, nameof(name));
        return name;
    }

    private X509Certificate2 Issue(string? commonName, IReadOnlyList<string> names, LeafProfile profile, LeafOptions? options)
    {
        options ??= new LeafOptions();
        using var pair = options.Key.Create();
        using var signer = SigningKey();
        var request = CertificateTemplate.Request(commonName, pair, signer);
        CertificateTemplate.AddLeafExtensions(request, names, X509KeyUsageFlags.DigitalSignature, profile.Purposes);
        using var certificate = Sign(request, signer, options.Lifetime);
        return CertificateTemplate.Join(certificate, pair);
    }
}
