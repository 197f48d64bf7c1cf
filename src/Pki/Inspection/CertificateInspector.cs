using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Revocation;

namespace SocketWarp.Pki.Inspection;

/// <summary>Says what a certificate is and what peers would refuse about it.</summary>
public sealed class CertificateInspector : IDisposable
{
    private const int MinRsaBits = 2048;
    private const int MinEcBits = 256;

    private readonly X509Certificate2Collection _certificates;
    private readonly string _path;
    private readonly TimeProvider _time;

    private CertificateInspector(X509Certificate2Collection certificates, string path, TimeProvider time) =>
        (_certificates, _path, _time) = (certificates, path, time);

    /// <summary>The file's first certificate.</summary>
    public X509Certificate2 Certificate => _certificates[0];

    private DateTimeOffset Now => _time.GetUtcNow();

    private bool IsAuthority => Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority);

    /// <param name="path">PEM; the certificate first, its issuers behind it.</param>
    /// <exception cref="CertificateFileException">when it is missing, or holds no certificate.</exception>
    public static CertificateInspector Load(string path, TimeProvider? time = null) =>
        new(PemFile.ReadCertificates(path, "certificate file"), path, time ?? TimeProvider.System);

    /// <summary>Field and value, in the order to show them in.</summary>
    public IEnumerable<(string Field, string Value)> Describe()
    {
        yield return ("subject", SubjectNames.Describe(Certificate.SubjectName) is { Length: > 0 } subject ? subject : "empty");
        yield return ("issuer", SubjectNames.Describe(Certificate.IssuerName));
        yield return ("names", CertificateUse.Names(Certificate));
        yield return ("use", IsAuthority ? "authority" : CertificateUse.Describe(Certificate));
        yield return ("valid from", Validity.Text(Certificate.NotBefore));
        yield return ("valid to", $"{Validity.Text(Certificate.NotAfter)}");
        yield return ("key", CertificateUse.Key(Certificate));
        yield return ("signature", Certificate.SignatureAlgorithm.FriendlyName ?? Certificate.SignatureAlgorithm.Value ?? "unknown");
        yield return ("serial", Certificate.SerialNumber);
        yield return ("sha-256", Certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    /// <summary>What is wrong with the certificate itself: its period, key, signature and uses.</summary>
    public IEnumerable<string> Problems()
    {
        if (Validity.Check(Certificate, Now) is { } period)
            yield return period;
        if (WeakKey() is { } weak)
            yield return weak;
        if (
            Certificate.SignatureAlgorithm.FriendlyName is { } name
            && (name.Contains("sha1", StringComparison.OrdinalIgnoreCase) || name.Contains("md5", StringComparison.OrdinalIgnoreCase))
        )
            yield return $"signed with {name}, which can be forged: have it issued again with SHA-256";
        if (!IsAuthority && Usage is null)
            yield return "meant neither for clients nor for servers: its extended key usage has neither client nor server authentication";
        if (!IsAuthority && CertificateUse.HasUsageWithoutSignatures(Certificate))
            yield return "not meant for signatures, which TLS 1.3 needs";
        if (IsAuthority && !CertificateUse.MaySign(Certificate))
            yield return "an authority that may not sign certificates: its key usage lacks keyCertSign";
        if (
            !IsAuthority
            && CertificateUse.IsFor(Certificate, PeerUsage.ServerAuthentication)
            && !CertificateUse.HasNames(Certificate)
            && !CertificateUse.IsFor(Certificate, PeerUsage.ClientAuthentication)
        )
            yield return "a server's certificate without alternative names: nobody can check whom it is for";
    }

    /// <returns>null when the key file is that of the certificate, else the reason.</returns>
    public string? CheckKey(string keyPath)
    {
        try
        {
            using var files = CertificateFiles.Load(_path, keyPath, _time);
            return files.Warnings.FirstOrDefault(w => w.StartsWith("key file", StringComparison.Ordinal));
        }
        catch (CertificateFileException e)
        {
            return e.Message;
        }
    }

    /// <summary>Checks the certificate as a peer that trusts the authorities does.</summary>
    /// <param name="usage">Null: what it is meant for.</param>
    /// <param name="serverName">Null: any.</param>
    /// <param name="lists">Of its issuer and, where wanted, of those above; none: revocation is not looked at.</param>
    /// <returns>null when it is accepted, else the reason.</returns>
    public string? CheckTrust(
        TrustedAuthorities authorities,
        PeerUsage? usage = null,
        string? serverName = null,
        params IReadOnlyCollection<RevocationList> lists
    )
    {
        ArgumentNullException.ThrowIfNull(authorities);
        X509Certificate2Collection others = [.. _certificates.Skip(1)];
        var problem =
            IsAuthority && usage is null
                ? CheckAuthority(authorities, others)
                : new PeerChainValidator(
                    authorities,
                    new PeerChainOptions
                    {
                        Usage = usage ?? Usage ?? PeerUsage.ClientAuthentication,
                        ServerName = serverName,
                        Time = _time,
                    }
                ).Validate(Certificate, others);
        return problem ?? RevocationCheck.Check(Certificate, [.. authorities.Roots, .. authorities.Intermediates, .. others], lists, Now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _certificates)
            certificate.Dispose();
    }

    private PeerUsage? Usage =>
        CertificateUse.IsFor(Certificate, PeerUsage.ServerAuthentication) && CertificateUse.HasNames(Certificate) ? PeerUsage.ServerAuthentication
        : CertificateUse.IsFor(Certificate, PeerUsage.ClientAuthentication) ? PeerUsage.ClientAuthentication
        : CertificateUse.IsFor(Certificate, PeerUsage.ServerAuthentication) ? PeerUsage.ServerAuthentication
        : null;

    private string? CheckAuthority(TrustedAuthorities authorities, X509Certificate2Collection others)
    {
        others.AddRange(authorities.Intermediates);
        string? problem = null;
        foreach (var root in authorities.Roots)
        {
            problem = IssuedChain.Check(Certificate, root, others, _time);
            if (problem is null)
                return null;
        }

        return problem;
    }

    private string? WeakKey()
    {
        using var rsa = Certificate.GetRSAPublicKey();
        using var ec = Certificate.GetECDsaPublicKey();
        return (rsa?.KeySize, ec?.KeySize) switch
        {
            (< MinRsaBits, _) => $"its RSA key has {rsa!.KeySize} bits, and can be broken: make one of {MinRsaBits} or more",
            (_, < MinEcBits) => $"its ECDSA key has {ec!.KeySize} bits, and can be broken: make one of {MinEcBits} or more",
            (null, null) when !Ed25519.IsKeyOf(Certificate) => "its key is neither RSA, ECDSA nor Ed25519: peers of socket-warp take these",
            _ => null,
        };
    }
}
