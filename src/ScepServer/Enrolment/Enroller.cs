using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Pki;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Hooks;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ScepServer.Telemetry;

namespace SocketWarp.ScepServer.Enrolment;

/// <summary>
/// Issues certificates. The certificate is recorded, and its secret ended, before anybody sees it: a process that dies on the way has
/// either done nothing, or hands the same certificate out again when the request is repeated.
/// </summary>
internal sealed partial class Enroller(
    ClientRegistry registry,
    AuthorityHolder holder,
    SecretChecker secrets,
    HookRunner hooks,
    ScepMetrics metrics,
    IOptions<ScepSettings> settings,
    TimeProvider time,
    ILogger<Enroller> logger
)
{
    private readonly ScepSettings _settings = settings.Value;
    private readonly LogThrottle _refusals = new(time, TimeSpan.FromSeconds(1));

    /// <returns>The certificate, without a private key.</returns>
    /// <exception cref="EnrolmentRefusedException">when no certificate is given.</exception>
    public async Task<X509Certificate2> EnrolAsync(EnrolmentRequest request, CancellationToken cancellationToken)
    {
        var uid = "";
        try
        {
            if (!CertificateUid.TryGet(request.Signing.Subject, out uid, out var problem))
                throw new EnrolmentRefusedException(FailInfo.BadRequest, $"the certificate request {problem}");
            var client = registry.Current.Find(uid);
            if (client is not null && Recorded(client, request) is { } before)
            {
                Log.Again(logger, uid, before.Serial);
                metrics.Repeated();
                return X509CertificateLoader.LoadCertificate(before.Der);
            }

            return await IssueAsync(uid, client, request, cancellationToken);
        }
        catch (EnrolmentRefusedException e)
        {
            Tell(uid ?? "", e);
            throw;
        }
    }

    /// <summary>Checks the secret, before a key is made for it.</summary>
    /// <exception cref="EnrolmentRefusedException">when the secret is not accepted.</exception>
    public void CheckSecret(string uid, string challenge, IPAddress? from)
    {
        try
        {
            secrets.Check(uid, registry.Current.Find(uid), challenge, from);
        }
        catch (EnrolmentRefusedException e)
        {
            Tell(uid, e);
            throw;
        }
    }

    /// <summary>Limits the log: anybody can ask, so the operator gets one line a second and the rest is noise.</summary>
    private void Tell(string uid, EnrolmentRefusedException refused)
    {
        Log.Refused(logger, _refusals.Pass(out _) ? LogLevel.Warning : LogLevel.Debug, uid, refused.Reason);
        metrics.Refused(refused.Kind);
    }

    /// <summary>What the same request got before, as long as it holds: the answer may have been lost.</summary>
    private ClientCertificate? Recorded(Client client, EnrolmentRequest request)
    {
        if (request.TransactionId is null)
            return null;
        var hash = Hash(request.Signing);
        return client.Certificates.Find(c =>
            c.TransactionId == request.TransactionId && c.RequestHash.AsSpan().SequenceEqual(hash) && c.HoldsAt(time.GetUtcNow())
        );
    }

    private async Task<X509Certificate2> IssueAsync(string uid, Client? client, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        // A request with a password uses the secret that waits, also when it is signed; otherwise a certificate that holds is enough.
        var renews = request.Signer is not null && (string.IsNullOrEmpty(request.Challenge) || client?.SecretAt(time.GetUtcNow()) is null);
        var secret = renews ? null : secrets.Check(uid, client, request.Challenge, request.From);
        if (renews)
            CheckSigner(uid, client, request.Signer!);
        var certificate = Sign(client!, request);
        try
        {
            var record = Record(certificate, request);
            var outcome = secret is not null
                ? await registry.IssueForSecretAsync(uid, record, secret, cancellationToken)
                : await registry.RenewAsync(uid, record, request.Signer!.SerialNumber, cancellationToken);
            if (outcome != ClientOutcome.Done)
            {
                // Two of the same request at once: the other one was recorded.
                if (registry.Current.Find(uid) is { } now && Recorded(now, request) is { } other)
                {
                    certificate.Dispose();
                    metrics.Repeated();
                    return X509CertificateLoader.LoadCertificate(other.Der);
                }

                throw Refuse(outcome);
            }
        }
        catch
        {
            certificate.Dispose();
            throw;
        }

        Log.Issued(logger, uid, certificate.SerialNumber, certificate.NotAfter.ToUniversalTime(), secret is null ? "a certificate that holds" : "a secret");
        if (secret is null)
            metrics.Renewed();
        else
            metrics.Issued();
        hooks.CertificateIssued(uid, certificate);
        return certificate;
    }

    private void CheckSigner(string uid, Client? client, X509Certificate2 signer)
    {
        if (!CertificateUid.TryGet(signer, out var own, out _) || own != uid)
            throw new EnrolmentRefusedException(FailInfo.BadRequest, "the request is for another client than the certificate that it was signed with");
        if (client?.Find(signer.SerialNumber)?.HoldsAt(time.GetUtcNow()) != true)
            throw Refuse(ClientOutcome.SignerGone);
        if (!_settings.RenewWithoutSecret)
            throw EnrolmentRefusedException.OfSecret("renewals need a secret here (Scep:RenewWithoutSecret)");
    }

    private X509Certificate2 Sign(Client client, EnrolmentRequest request)
    {
        try
        {
            return holder.Authority.Issue(request.Signing, ClientProfile.Of(client, request.Signing.Names), _settings.CertificateLifetime);
        }
        catch (CertificateRequestException e)
        {
            throw new EnrolmentRefusedException(FailInfo.BadRequest, e.Message);
        }
    }

    private ClientCertificate Record(X509Certificate2 certificate, EnrolmentRequest request) =>
        new()
        {
            Id = 0,
            Serial = certificate.SerialNumber,
            Der = certificate.RawData,
            NotBefore = certificate.NotBefore.ToUniversalTime(),
            NotAfter = certificate.NotAfter.ToUniversalTime(),
            IssuedAt = time.GetUtcNow(),
            TransactionId = request.TransactionId,
            RequestHash = request.TransactionId is null ? null : Hash(request.Signing),
        };

    private static EnrolmentRefusedException Refuse(ClientOutcome outcome) =>
        outcome switch
        {
            ClientOutcome.SignerGone => new EnrolmentRefusedException(
                FailInfo.BadRequest,
                "the certificate that the request was signed with is revoked or unknown: enrol again, with a secret"
            ),
            ClientOutcome.TooManyCertificates => new EnrolmentRefusedException(
                FailInfo.BadRequest,
                "the client has too many certificates that have not expired: the administrator may raise Scep:MaxCertificates"
            ),
            _ => EnrolmentRefusedException.OfSecret("the secret was used or taken back meanwhile"),
        };

    private static byte[] Hash(CertificateSigningRequest request) => SHA256.HashData(request.Encoded.Span);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Issued certificate {Serial} to {Uid} for {Reason}, until {NotAfter:u}", EventName = "CertificateIssued")]
        public static partial void Issued(ILogger logger, string uid, string serial, DateTime notAfter, string reason);

        [LoggerMessage(
            2,
            LogLevel.Information,
            "Handed certificate {Serial} of {Uid} out again: the same request came once more",
            EventName = "CertificateHandedOutAgain"
        )]
        public static partial void Again(ILogger logger, string uid, string serial);

        [LoggerMessage(EventId = 3, Message = "No certificate for {Uid}: {Reason}", EventName = "EnrolmentRefused")]
        public static partial void Refused(ILogger logger, LogLevel level, string uid, string reason);
    }
}
