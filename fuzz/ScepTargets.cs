using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Scep.Cms;
using SocketWarp.Pki.Scep.Server;

namespace SocketWarp.Fuzz;

/// <summary>Every reader of SCEP bytes, each with a message that it accepts.</summary>
internal sealed class ScepTargets : IDisposable
{
    private const string Subject = "CN=edge-7";

    private readonly CertificateAuthority _authority = CertificateAuthority.Create("Fuzz CA", key: KeyKind.Rsa2048);
    private readonly RSA _key = RSA.Create(2048);
    private readonly List<IDisposable> _used = [];

    public ScepTargets()
    {
        var responder = new ScepResponder(_authority);
        var certificates = responder.CaCertificates().Content;
        var known = ScepAuthority.Read(certificates, responder.Capabilities, null);
        var request = CertificateSigningRequest.Create(new X500DistinguishedName(Subject), _key, ["edge.example.com", "192.0.2.1"], "edge-7\\s3cret");
        using var issued = _authority.Issue(request, LeafProfile.Client);
        using var current = issued.CopyWithPrivateKey(_key);

        var enrolment = Keep(ScepTransaction.Enrol(known, request, _key));
        var first = enrolment.Request();
        var read = responder.Read(first);
        var list = Keep(ScepTransaction.GetRevocationList(known, current));
        var listRequest = list.Request();
        using var withRegistration = CertificateAuthority.Create("Fuzz CA 2");
        using var registration = withRegistration.IssueRegistrationAuthority();
        All =
        [
            new("request", first, m => responder.Read(m)),
            new("renewal", Keep(ScepTransaction.Renew(known, request, current)).Request(), m => responder.Read(m)),
            new("poll", Keep(ScepTransaction.Enrol(known, request, _key)).Poll(), m => responder.Read(m)),
            new("list request", listRequest, m => responder.Read(m)),
            new("success", responder.Succeed(read, issued), m => enrolment.Read(m)),
            new("pending", responder.Defer(read), m => enrolment.Read(m)),
            new("failure", responder.Fail(read.Header, FailInfo.BadRequest, "no"), m => enrolment.Read(m)),
            new("list", responder.SucceedWithList(responder.Read(listRequest), _authority.CreateRevocationList([], TimeSpan.FromDays(1))), m => list.Read(m)),
            new("CA certificate", certificates, m => ScepAuthority.Read(m, ScepCapabilities.Standard, null)),
            new(
                "CA certificates",
                new ScepResponder(withRegistration, registration).CaCertificates().Content,
                m => ScepAuthority.Read(m, ScepCapabilities.Standard, null)
            ),
            new("request's content", request.Encoded.ToArray(), m => responder.Read(Sign(Encrypt(m, known.Recipient), read.Signer, _key, read.Header))),
            new("request's envelope", Encrypt(request.Encoded.ToArray(), known.Recipient), m => responder.Read(Sign(m, read.Signer, _key, read.Header))),
            new(
                "poll's content",
                CertificateReference.WriteSubject(known.Issuer.SubjectName, request.Subject),
                m => responder.Read(Sign(Encrypt(m, known.Recipient), read.Signer, _key, read.Header with { Type = ScepMessageType.CertPoll }))
            ),
            new("certificates", DegenerateSignedData.Write([issued, _authority.Certificate]), ReadCertificates),
            new("PKCS#10", request.Encoded.ToArray(), m => CertificateSigningRequest.Parse(m)),
        ];
    }

    public IReadOnlyList<FuzzTarget> All { get; }

    public void Dispose()
    {
        foreach (var used in _used)
            used.Dispose();
        _authority.Dispose();
        _key.Dispose();
    }

    private static byte[] Encrypt(byte[] content, X509Certificate2 recipient) => Envelope.Encrypt(content, recipient, ContentCipher.Aes128);

    private static byte[] Sign(byte[] content, X509Certificate2 certificate, RSA key, ScepHeader header)
    {
        // .NET does not sign nothing.
        using var signer = certificate.CopyWithPrivateKey(key);
        return SignedMessage.Write(
            content.Length > 0 ? content : [0],
            signer,
            MessageDigest.Sha256,
            new AttributeWriter(header.Type, header.TransactionId, header.SenderNonce.Span),
            TimeProvider.System
        );
    }

    private static void ReadCertificates(byte[] content) => Untrusted.Read(FailInfo.BadRequest, "no certificates", () => DegenerateSignedData.Read(content));

    private T Keep<T>(T used)
        where T : IDisposable
    {
        _used.Add(used);
        return used;
    }
}
