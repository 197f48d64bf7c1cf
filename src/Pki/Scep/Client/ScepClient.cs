using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>Gets certificates from a SCEP server (RFC 8894).</summary>
/// <param name="http">Stays the caller's; its own timeout should not be shorter than <see cref="ScepClientOptions.Timeout"/>.</param>
public sealed class ScepClient(HttpClient http, ScepClientOptions options)
{
    private readonly ScepHttp _http = new(http, options);

    /// <summary>Asks what the server can and who it is (GetCACaps, GetCACert). Do so before each enrolment: registration authorities change.</summary>
    /// <exception cref="ScepClientException">when it cannot be reached, or is not the authority that the fingerprint names.</exception>
    public async Task<ScepAuthority> DiscoverAsync(CancellationToken cancellation = default)
    {
        // Section 3.5.1: servers that do not know the question are old; what they can follows from none of the keywords.
        var capabilities = await _http.TryGetAsync("GetCACaps", ScepLimits.MaxCapabilities, cancellation).ConfigureAwait(false);
        var certificates = await _http.GetAsync("GetCACert", ScepLimits.MaxAnswer, cancellation).ConfigureAwait(false);
        return ScepErrors.Translate(
            "GetCACert",
            () => ScepAuthority.Read(certificates, ScepCapabilitiesText.Parse(capabilities), options.CaFingerprint, options.Policy.Time)
        );
    }

    /// <summary>Gets a first certificate.</summary>
    /// <param name="request">For <paramref name="key"/>, with the challenge password that the server asks for.</param>
    /// <returns>The certificate with its private key.</returns>
    /// <exception cref="ScepClientException">when it was refused, or is still pending after all polls, or the server cannot be reached.</exception>
    public async Task<X509Certificate2> EnrolAsync(
        ScepAuthority authority,
        CertificateSigningRequest request,
        RSA key,
        CancellationToken cancellation = default
    )
    {
        using var transaction = ScepErrors.Translate("enrolment", () => ScepTransaction.Enrol(authority, request, key, options.Policy));
        using var certificate = await RunAsync(authority, transaction, cancellation).ConfigureAwait(false);
        return CertificateTemplate.Join(certificate, key);
    }

    /// <summary>Gets a certificate in place of <paramref name="current"/>.</summary>
    /// <param name="request">For <paramref name="key"/>: a new one.</param>
    /// <param name="current">With its RSA private key.</param>
    /// <returns>The certificate with its private key.</returns>
    /// <exception cref="ScepClientException">as of <see cref="EnrolAsync"/>.</exception>
    public async Task<X509Certificate2> RenewAsync(
        ScepAuthority authority,
        CertificateSigningRequest request,
        AsymmetricAlgorithm key,
        X509Certificate2 current,
        CancellationToken cancellation = default
    )
    {
        using var transaction = ScepErrors.Translate("renewal", () => ScepTransaction.Renew(authority, request, current, options.Policy));
        using var certificate = await RunAsync(authority, transaction, cancellation).ConfigureAwait(false);
        return CertificateTemplate.Join(certificate, key);
    }

    /// <summary>Gets the revocation list, DER, as the server's signed answer holds it.</summary>
    /// <param name="current">With its RSA private key.</param>
    /// <exception cref="ScepClientException">when it was refused, or the server cannot be reached.</exception>
    public async Task<byte[]> GetRevocationListAsync(ScepAuthority authority, X509Certificate2 current, CancellationToken cancellation = default)
    {
        using var transaction = ScepErrors.Translate("GetCRL", () => ScepTransaction.GetRevocationList(authority, current, options.Policy));
        var reply = await SendAsync(authority, transaction, transaction.Request(), cancellation).ConfigureAwait(false);
        return reply.RevocationList ?? throw new ScepClientException("the SCEP server has no revocation list yet");
    }

    private async Task<X509Certificate2> RunAsync(ScepAuthority authority, ScepTransaction transaction, CancellationToken cancellation)
    {
        var reply = await SendAsync(authority, transaction, transaction.Request(), cancellation).ConfigureAwait(false);
        for (var polls = 0; reply.Status == PkiStatus.Pending; polls++)
        {
            if (polls == options.MaxPolls)
                throw new ScepClientException($"the certificate is still pending after {polls} polls: approve transaction {transaction.Id} at the SCEP server");
            await Task.Delay(options.PollInterval, options.Policy.Time, cancellation).ConfigureAwait(false);
            reply = await SendAsync(authority, transaction, transaction.Poll(), cancellation).ConfigureAwait(false);
        }

        return reply.Certificate!;
    }

    private async Task<ScepReply> SendAsync(ScepAuthority authority, ScepTransaction transaction, byte[] message, CancellationToken cancellation)
    {
        var answer = await _http.OperateAsync(message, authority.Capabilities.HasFlag(ScepCapabilities.Post), cancellation).ConfigureAwait(false);
        var reply = ScepErrors.Translate("PKIOperation", () => transaction.Read(answer));
        return reply.Status != PkiStatus.Failure
            ? reply
            : throw new ScepClientException(
                $"the SCEP server refused: {reply.FailText ?? "no reason given"} (failInfo {(int)reply.FailInfo!} {reply.FailInfo})",
                reply.FailInfo
            );
    }
}
