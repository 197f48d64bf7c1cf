using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Server;

/// <summary>
/// The server's side of SCEP (RFC 8894) as bytes in and bytes out: reads requests and writes answers. Who may have a certificate is
/// the caller's to decide. Safe to share between threads.
/// </summary>
public sealed partial class ScepResponder
{
    private readonly CertificateAuthority _authority;
    private readonly X509Certificate2 _identity;
    private readonly ScepPolicy _policy;
    private readonly SignerCheck _signers;

    /// <param name="registrationAuthority">
    /// Reads and signs messages in the authority's place (<see cref="CertificateAuthority.IssueRegistrationAuthority"/>): needed where the authority's key is
    /// no RSA key, and good anyway, as the authority's key then never decrypts what strangers send.
    /// </param>
    /// <exception cref="ArgumentException">when there is no RSA key to decrypt with.</exception>
    public ScepResponder(CertificateAuthority authority, X509Certificate2? registrationAuthority = null, ScepPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        _authority = authority;
        _identity = registrationAuthority ?? authority.Certificate;
        _policy = policy ?? new ScepPolicy();
        _signers = new SignerCheck(authority, _policy.Time);
        using var key =
            _identity.GetRSAPrivateKey()
            ?? throw new ArgumentException(
                "SCEP needs an RSA key to decrypt with: give a registration authority with its private key",
                nameof(registrationAuthority)
            );
    }

    /// <summary>The answer to GetCACaps.</summary>
    public ScepCapabilities Capabilities =>
        ScepCapabilities.Standard
        | ScepCapabilities.Aes
        | ScepCapabilities.Aes256
        | ScepCapabilities.Post
        | ScepCapabilities.Renewal
        | ScepCapabilities.Sha256
        | ScepCapabilities.Sha384
        | ScepCapabilities.Sha512
        | (_policy.AllowLegacy ? ScepCapabilities.Sha1 | ScepCapabilities.TripleDes : ScepCapabilities.None);

    /// <summary>The answer to GetCACert (RFC 8894 section 4.2.1): the authority's certificate alone, or with its issuers and registration authority.</summary>
    public ScepCaCertificates CaCertificates()
    {
        X509Certificate2[] all = ReferenceEquals(_identity, _authority.Certificate)
            ? [_authority.Certificate, .. _authority.Issuers]
            : [_authority.Certificate, .. _authority.Issuers, _identity];
        return all.Length == 1
            ? new ScepCaCertificates(all[0].RawData, "application/x-x509-ca-cert")
            : new ScepCaCertificates(DegenerateSignedData.Write(all), "application/x-x509-ca-ra-cert");
    }
}
