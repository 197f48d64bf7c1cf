using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>The server as a client knows it: the authority's certificates and who reads and signs its messages (RFC 8894 section 2.1.2).</summary>
public sealed class ScepAuthority
{
    private ScepAuthority(X509Certificate2 issuer, X509Certificate2[] registration, X509Certificate2Collection certificates, ScepCapabilities capabilities)
    {
        Issuer = issuer;
        Recipient = registration.FirstOrDefault(RegistrationAuthority.MayDecrypt) ?? issuer;
        Signers = [issuer, .. registration];
        Certificates = certificates;
        Capabilities = capabilities;
    }

    /// <summary>Signs our certificate.</summary>
    public X509Certificate2 Issuer { get; }

    /// <summary>The certificate to encrypt requests for: a registration authority's, or the issuer's own.</summary>
    public X509Certificate2 Recipient { get; }

    /// <summary>Answers are signed by one of these.</summary>
    public X509Certificate2Collection Signers { get; }

    /// <summary>The authority's certificates, issuer first; a registration authority is not among them.</summary>
    public X509Certificate2Collection Certificates { get; }

    /// <summary>What the server said that it can do.</summary>
    public ScepCapabilities Capabilities { get; }

    /// <summary>Reads the answer to GetCACert, whichever of its two forms it has.</summary>
    /// <param name="fingerprint">
    /// SHA-256 over one of the authority's certificates (DER), by which all others are checked. Null: any server is believed, which is
    /// good only where the connection itself is authenticated.
    /// </param>
    /// <exception cref="ScepMessageException">when it cannot be read, or is not signed by the authority that the fingerprint names.</exception>
    public static ScepAuthority Read(ReadOnlyMemory<byte> answer, ScepCapabilities capabilities, byte[]? fingerprint, TimeProvider? time = null)
    {
        if (answer.Length > ScepLimits.MaxAnswer)
            throw new ScepMessageException(FailInfo.BadRequest, $"the answer has more than {ScepLimits.MaxAnswer} bytes");
        var all = Untrusted.Read(FailInfo.BadRequest, "the CA certificates cannot be read", () => ReadCertificates(answer));
        return Untrusted.Read(
            FailInfo.BadRequest,
            "the CA certificates cannot be read",
            () => Choose(all, capabilities, fingerprint, time ?? TimeProvider.System)
        );
    }

    private static X509Certificate2Collection ReadCertificates(ReadOnlyMemory<byte> answer)
    {
        try
        {
            return DegenerateSignedData.Read(answer).Certificates;
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            return [X509CertificateLoader.LoadCertificate(answer.Span)];
        }
    }

    private static ScepAuthority Choose(X509Certificate2Collection all, ScepCapabilities capabilities, byte[]? fingerprint, TimeProvider time)
    {
        var anchor = fingerprint is null
            ? all.FirstOrDefault(IsAuthority)
            : all.FirstOrDefault(c => CryptographicOperations.FixedTimeEquals(c.GetCertHash(HashAlgorithmName.SHA256), fingerprint));
        if (anchor is null)
            throw new ScepMessageException(
                FailInfo.BadMessageCheck,
                fingerprint is null ? "the server sent no CA certificate" : "none of the server's CA certificates has the given fingerprint"
            );
        // A message of its own: a device without a battery starts with a clock from long before the authority was made.
        if (Validity.Check(anchor, time.GetUtcNow()) is { } period)
            throw new ScepMessageException(FailInfo.BadTime, $"the server's CA certificate is {period}");
        var trusted = all.Where(c => IssuedChain.Check(c, anchor, all, time) is null).ToArray();
        var registration = trusted.Where(c => !IsAuthority(c) && RegistrationAuthority.Is(c)).ToArray();
        var authorities = trusted.Where(IsAuthority).ToArray();
        // The authority that signs leaves also signs registration authorities; without those it is the lowest, which signed no other authority.
        var issuer =
            authorities.FirstOrDefault(a => registration.Any(r => Signed(a, r)))
            ?? authorities.FirstOrDefault(a => !authorities.Any(b => b != a && Signed(a, b)))
            ?? throw new ScepMessageException(FailInfo.BadMessageCheck, "the server sent no CA certificate that holds");
        var authority = new ScepAuthority(issuer, registration, [issuer, .. all.Where(c => c != issuer && IsAuthority(c))], capabilities);
        using var key = authority.Recipient.GetRSAPublicKey();
        return key is null
            ? throw new ScepMessageException(FailInfo.BadAlg, "the server has no RSA key to encrypt for: it needs a registration authority")
            : authority;
    }

    private static bool Signed(X509Certificate2 issuer, X509Certificate2 certificate) =>
        issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority);
}
