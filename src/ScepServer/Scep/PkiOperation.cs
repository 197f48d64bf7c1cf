using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Server;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Enrolment;
using SocketWarp.ScepServer.Telemetry;

namespace SocketWarp.ScepServer.Scep;

/// <summary>Answers SCEP messages: every refusal that has somebody to go to is a CertRep of failure.</summary>
internal sealed partial class PkiOperation(
    AuthorityHolder holder,
    ClientRegistry registry,
    Enroller enroller,
    PublishedRevocationList revocations,
    ScepMetrics metrics,
    TimeProvider time,
    ILogger<PkiOperation> logger
)
{
    /// <exception cref="ScepMessageException">when not even its header can be read.</exception>
    public async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> message, IPAddress? from, CancellationToken cancellationToken)
    {
        var responder = holder.Responder;
        ScepRequest request;
        try
        {
            request = responder.Read(message);
        }
        catch (ScepMessageException e)
        {
            metrics.Failed(e);
            if (e.Header is null)
                throw;
            Log.Refused(logger, from, e.Message);
            return responder.Fail(e.Header, e.FailInfo, e.Message);
        }

        try
        {
            return await AnswerAsync(request, from, cancellationToken);
        }
        catch (EnrolmentRefusedException e)
        {
            return responder.Fail(request.Header, e.FailInfo, e.Message);
        }
    }

    private async Task<byte[]> AnswerAsync(ScepRequest request, IPAddress? from, CancellationToken cancellationToken)
    {
        if (request.Header.Type == ScepMessageType.GetCrl)
        {
            RequireSigner(request);
            return holder.Responder.SucceedWithList(request, revocations.Get());
        }

        using var certificate = request.SigningRequest is { } signing
            ? await enroller.EnrolAsync(
                new EnrolmentRequest(signing, from)
                {
                    TransactionId = request.Header.TransactionId,
                    Signer = request.SignedByItself ? null : request.Signer,
                    Challenge = signing.ChallengePassword,
                },
                cancellationToken
            )
            : Find(request);
        return holder.Responder.Succeed(request, certificate);
    }

    /// <summary>Answers GetCert, and CertPoll: nothing is ever pending here, but an answer may have been lost.</summary>
    private X509Certificate2 Find(ScepRequest request)
    {
        if (!request.SignedByItself)
            RequireSigner(request);
        var now = time.GetUtcNow();
        var found = request.PolledSubject is { } subject
            ? CertificateUid.TryGet(subject, out var uid, out _)
                ? registry.Current.Find(uid)?.Certificates.Find(c => c.TransactionId == request.Header.TransactionId && c.HoldsAt(now))
                : null
            : registry.Current.All.Select(c => c.Find(request.Serial!)).FirstOrDefault(c => c is not null);
        // Only to the one whose key it is: others have no use for it, and polling proves nothing.
        var certificate = found is null ? null : X509CertificateLoader.LoadCertificate(found.Der);
        if (certificate is not null && (request.PolledSubject is null || Same(certificate.PublicKey, request.Signer.PublicKey)))
            return certificate;
        throw Refuse(FailInfo.BadCertId, "there is no such certificate");
    }

    private void RequireSigner(ScepRequest request)
    {
        if (
            !CertificateUid.TryGet(request.Signer, out var uid, out _)
            || registry.Current.Find(uid)?.Find(request.Signer.SerialNumber)?.HoldsAt(time.GetUtcNow()) != true
        )
            throw Refuse(FailInfo.BadRequest, "the certificate that the request was signed with is revoked or unknown");
    }

    private EnrolmentRefusedException Refuse(FailInfo failInfo, string message)
    {
        var refused = new EnrolmentRefusedException(failInfo, message);
        metrics.Failed(refused.Kind);
        return refused;
    }

    private static bool Same(PublicKey one, PublicKey other) => one.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(other.ExportSubjectPublicKeyInfo());

    private static partial class Log
    {
        // Anybody can send garbage: noise of peers.
        [LoggerMessage(1, LogLevel.Debug, "SCEP message from {Address} refused: {Reason}", EventName = "ScepMessageRefused")]
        public static partial void Refused(ILogger logger, IPAddress? address, string reason);
    }
}
