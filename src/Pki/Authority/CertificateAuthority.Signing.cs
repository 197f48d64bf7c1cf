using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Authority;

public sealed partial class CertificateAuthority
{
    private long _lastListNumber;

    /// <summary>Signs what a peer asks for: its subject and key, the profile's purposes, and the names that the profile allows.</summary>
    /// <param name="lifetime">From now; cut to the authority's own end. A year by default.</param>
    /// <returns>The certificate; its private key stays with the peer.</returns>
    /// <exception cref="CertificateRequestException">when the request asks for what the profile does not allow.</exception>
    /// <exception cref="InvalidOperationException">when the authority's own certificate has expired.</exception>
    public X509Certificate2 Issue(CertificateSigningRequest request, LeafProfile profile, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.NeedsUid && !CertificateUid.TryGet(request.Subject, out _, out var problem))
            throw new CertificateRequestException($"the certificate request {problem}");
        var names = profile.CopiesNames ? request.Names : [];
        if (profile.NeedsNames && names.Count == 0)
            throw new CertificateRequestException($"the certificate request has no DNS name and no IP address: a {profile.Name} needs one");
        using var signer = SigningKey();
        var template = CertificateTemplate.Request(request.Subject, request.PublicKey, signer);
        try
        {
            CertificateTemplate.AddLeafExtensions(template, names, X509KeyUsageFlags.DigitalSignature, profile.Purposes);
        }
        catch (ArgumentException e)
        {
            throw new CertificateRequestException($"the certificate request asks for a name that is not valid ({e.Message})", e);
        }

        return Sign(template, signer, lifetime ?? new LeafOptions().Lifetime);
    }

    /// <summary>
    /// A revocation list (RFC 5280 section 5). Its number is the time in milliseconds, or one more than the last: it grows from list to list,
    /// and over restarts as long as the clock does.
    /// </summary>
    /// <param name="lifetime">From now until the next one is due at the latest.</param>
    /// <returns>DER.</returns>
    public byte[] CreateRevocationList(IEnumerable<RevokedCertificate> revoked, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var builder = new CertificateRevocationListBuilder();
        foreach (var one in revoked)
        {
            // The reason "unspecified" is left out (RFC 5280 section 5.3.1).
            builder.AddEntry(Convert.FromHexString(one.Serial), one.At, one.Reason == X509RevocationReason.Unspecified ? null : one.Reason);
        }

        using var signer = SigningKey();
        var now = _time.GetUtcNow();
        return builder.Build(
            Certificate.SubjectName,
            CertificateTemplate.Signer(signer),
            NextListNumber(now),
            now + lifetime,
            CertificateTemplate.Hash(signer),
            CertificateTemplate.AuthorityKeyIdentifier(Certificate),
            now - CertificateTemplate.ClockSkew
        );
    }

    /// <summary>A certificate and key for SCEP messages, for an authority whose own key cannot decrypt (RFC 8894 section 2.1.2).</summary>
    /// <param name="lifetime">From now; a year by default.</param>
    /// <returns>The certificate with its private key.</returns>
    public X509Certificate2 IssueRegistrationAuthority(TimeSpan? lifetime = null)
    {
        using var pair = KeyKind.Rsa2048.Create();
        using var signer = SigningKey();
        var request = CertificateTemplate.Request("SCEP registration authority", pair, signer);
        CertificateTemplate.AddLeafExtensions(
            request,
            [],
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
            [KeyPurposes.RegistrationAuthority]
        );
        using var certificate = Sign(request, signer, lifetime ?? new LeafOptions().Lifetime);
        return CertificateTemplate.Join(certificate, pair);
    }

    private BigInteger NextListNumber(DateTimeOffset now)
    {
        while (true)
        {
            var last = Interlocked.Read(ref _lastListNumber);
            var next = Math.Max(last + 1, now.ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _lastListNumber, next, last) == last)
                return next;
        }
    }

    private AsymmetricAlgorithm SigningKey() => (AsymmetricAlgorithm?)Certificate.GetECDsaPrivateKey() ?? Certificate.GetRSAPrivateKey()!;

    /// <summary>Adds who signs it and for how long, and signs it.</summary>
    private X509Certificate2 Sign(CertificateRequest request, AsymmetricAlgorithm signer, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        request.CertificateExtensions.Add(CertificateTemplate.AuthorityKeyIdentifier(Certificate));
        var now = _time.GetUtcNow();
        var notBefore = Later(now - CertificateTemplate.ClockSkew, Certificate.NotBefore);
        var notAfter = Earlier(now + lifetime, Certificate.NotAfter);
        if (notAfter <= now)
            throw new InvalidOperationException($"the authority's own certificate has {Validity.Check(Certificate, now) ?? "ended"}: make a new one");
        return request.Create(Certificate.SubjectName, CertificateTemplate.Signer(signer), notBefore, notAfter, CertificateTemplate.Serial());
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
