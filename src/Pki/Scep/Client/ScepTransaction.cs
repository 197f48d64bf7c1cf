using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>
/// The client's side of one transaction as bytes out and bytes in (RFC 8894 section 2.2): a request, polls for as long as it is pending, and
/// their answers. Not safe to share between threads.
/// </summary>
public sealed partial class ScepTransaction : IDisposable
{
    private const int NonceLength = 16;

    // From the request to the last poll; nobody believes this certificate but for the key in it.
    private static readonly TimeSpan SelfSignedLifetime = TimeSpan.FromDays(7);

    private readonly ScepAuthority _authority;
    private readonly ScepPolicy _policy;
    private readonly ScepAlgorithms _algorithms;
    private readonly ScepMessageType _type;
    private readonly X509Certificate2 _signer;
    private readonly CertificateSigningRequest? _request;
    private byte[] _nonce = [];

    private ScepTransaction(ScepAuthority authority, ScepMessageType type, X509Certificate2 signer, CertificateSigningRequest? request, ScepPolicy? policy)
    {
        _authority = authority;
        _policy = policy ?? new ScepPolicy();
        _algorithms = ScepAlgorithms.Choose(authority.Capabilities, _policy);
        _type = type;
        _signer = signer;
        _request = request;
        // Section 3.2.1.1: of the key, so that a request that is sent again after a crash is the same transaction.
        var key = (request?.PublicKey ?? signer.PublicKey).ExportSubjectPublicKeyInfo();
        Id = type == ScepMessageType.GetCrl ? Convert.ToHexString(RandomNumberGenerator.GetBytes(NonceLength)) : Convert.ToHexString(SHA256.HashData(key));
    }

    /// <summary>The transaction's name on the wire (transactionID), in hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>A first certificate (PKCSReq).</summary>
    /// <param name="request">For <paramref name="key"/>, with the challenge password.</param>
    /// <exception cref="ArgumentException">when the request is for another key.</exception>
    /// <exception cref="ScepMessageException">when the server knows only algorithms that the policy refuses.</exception>
    public static ScepTransaction Enrol(ScepAuthority authority, CertificateSigningRequest request, RSA key, ScepPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(key);
        if (!request.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            throw new ArgumentException("the certificate request is for another key", nameof(request));
        var template = new CertificateRequest(request.Subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        template.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        var now = (policy?.Time ?? TimeProvider.System).GetUtcNow();
        return new ScepTransaction(
            authority,
            ScepMessageType.PkcsReq,
            template.CreateSelfSigned(now - CertificateTemplate.ClockSkew, now + SelfSignedLifetime),
            request,
            policy
        );
    }

    /// <summary>A certificate in place of one that still holds (RenewalReq).</summary>
    /// <param name="current">With its RSA private key; stays the caller's.</param>
    /// <param name="request">For a new key, which may be of any kind.</param>
    /// <exception cref="ScepMessageException">when the server knows only algorithms that the policy refuses.</exception>
    public static ScepTransaction Renew(ScepAuthority authority, CertificateSigningRequest request, X509Certificate2 current, ScepPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(request);
        return new ScepTransaction(authority, ScepMessageType.RenewalReq, Copy(current), request, policy);
    }

    /// <summary>The revocation list that <paramref name="current"/> would be on (GetCRL).</summary>
    /// <param name="current">With its RSA private key; stays the caller's.</param>
    /// <exception cref="ScepMessageException">when the server knows only algorithms that the policy refuses.</exception>
    public static ScepTransaction GetRevocationList(ScepAuthority authority, X509Certificate2 current, ScepPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return new ScepTransaction(authority, ScepMessageType.GetCrl, Copy(current), null, policy);
    }

    /// <summary>The request's message. Each call makes a new one, whose answer is then the only one that is accepted.</summary>
    public byte[] Request() => Write(_type, _request is null ? CertificateReference.WriteSerial(_signer) : _request.Encoded.ToArray());

    /// <summary>Asks again for what is pending (CertPoll).</summary>
    public byte[] Poll() =>
        _request is null
            ? throw new InvalidOperationException("only requests for certificates can be polled for")
            : Write(ScepMessageType.CertPoll, CertificateReference.WriteSubject(_authority.Issuer.SubjectName, _request.Subject));

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    private static X509Certificate2 Copy(X509Certificate2 current)
    {
        ArgumentNullException.ThrowIfNull(current);
        using var key = current.GetRSAPrivateKey() ?? throw new ArgumentException("SCEP needs a certificate with an RSA private key", nameof(current));
        using var certificate = X509CertificateLoader.LoadCertificate(current.RawData);
        return certificate.CopyWithPrivateKey(key);
    }

    private byte[] Write(ScepMessageType type, byte[] content)
    {
        _nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var envelope = Envelope.Encrypt(content, _authority.Recipient, _algorithms.Cipher);
        return SignedMessage.Write(envelope, _signer, _algorithms.DigestOid, new AttributeWriter(type, Id, _nonce), _policy.Time);
    }
}
