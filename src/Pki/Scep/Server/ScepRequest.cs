using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Server;

/// <summary>A request that was read: its signature holds, and what it asks for is its signer's own.</summary>
public sealed class ScepRequest
{
    internal ScepRequest(SignedMessage message, ContentCipher cipher)
    {
        Header = message.Header;
        Signer = message.Signer;
        DigestOid = message.DigestOid;
        Cipher = cipher;
    }

    /// <summary>The message's type, transaction and nonce.</summary>
    public ScepHeader Header { get; }

    /// <summary>
    /// Signed by itself for a first request (<see cref="ScepMessageType.PkcsReq"/>, and polling for one): then only a challenge password tells who
    /// sent it. For all others a certificate that the authority issued, within its period; whether it was revoked is the caller's to know.
    /// </summary>
    public X509Certificate2 Signer { get; }

    /// <summary>Whether <see cref="Signer"/> is a certificate that its sender made itself.</summary>
    public bool SignedByItself { get; internal init; }

    /// <summary>The request inside PkcsReq, RenewalReq and UpdateReq.</summary>
    public CertificateSigningRequest? SigningRequest { get; internal init; }

    /// <summary>The subject that CertPoll waits for.</summary>
    public X500DistinguishedName? PolledSubject { get; internal init; }

    /// <summary>The certificate that GetCert or GetCRL asks about, as <see cref="X509Certificate2.SerialNumber"/> has it.</summary>
    public string? Serial { get; internal init; }

    internal string DigestOid { get; }

    internal ContentCipher Cipher { get; }
}
