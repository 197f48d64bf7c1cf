using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.Pki;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Telemetry;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>
/// <c>/api/cert/verify</c>: whether a certificate holds, for gateways. Open, as certificates are no secrets and the answer is what a gateway's
/// refusal would tell as well.
/// </summary>
internal static partial class VerifyEndpoint
{
    public static void MapVerify(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(RestRoutes.Verify, Verify)
            .AllowAnonymous()
            .WithMetadata(MessageErrors.Instance)
            .WithTags("certificates")
            .WithName("verify")
            .WithSummary($"Checks the certificate in the header {PercentEncodedPem.Header}")
            .Produces<ClientView>()
            .Produces<VerifyFailure>(401)
            .Produces<VerifyFailure>(500);

    private static Results<Ok<ClientView>, JsonHttpResult<VerifyFailure>> Verify(
        HttpRequest request,
        AuthorityHolder holder,
        ClientRegistry registry,
        ScepMetrics metrics,
        TimeProvider time
    )
    {
        var answer = Answer(request, holder, registry.Current, time);
        metrics.Verified(answer.Result is JsonHttpResult<VerifyFailure> { Value.Result: { } refused } ? refused : "good");
        return answer;
    }

    private static Results<Ok<ClientView>, JsonHttpResult<VerifyFailure>> Answer(
        HttpRequest request,
        AuthorityHolder holder,
        ClientTable table,
        TimeProvider time
    )
    {
        var header = request.Headers[PercentEncodedPem.Header];
        if (header.Count != 1 || string.IsNullOrEmpty(header[0]))
            return Unreadable("No Certificate");
        if (BrokenEscape().IsMatch(header[0]!))
            return Unreadable("Decode header failed");
        if (!PercentEncodedPem.TryDecode(header[0], out var certificate, out _))
            return Unreadable("Parse Certificate failed");
        using (certificate)
            return Check(certificate, holder, table, time);
    }

    private static Results<Ok<ClientView>, JsonHttpResult<VerifyFailure>> Check(
        X509Certificate2 certificate,
        AuthorityHolder holder,
        ClientTable table,
        TimeProvider time
    )
    {
        var now = time.GetUtcNow();
        if (now > certificate.NotAfter || now < certificate.NotBefore)
            return Refuse(
                new VerifyFailure("Certificate is expired", "expired")
                {
                    NotBefore = Text(certificate.NotBefore),
                    NotAfter = Text(certificate.NotAfter),
                    Date = Text(now.UtcDateTime),
                }
            );
        if (holder.CheckClient(certificate) is not null || !CertificateUid.TryGet(certificate, out var uid, out _))
            return Refuse(
                new VerifyFailure("Failed to verify certificate", "untrusted")
                {
                    Certificate = certificate.ExportCertificatePem(),
                    CaCert = holder.Authority.Certificate.ExportCertificatePem(),
                }
            );
        if (table.Find(uid) is not { } client)
            return Refuse(new VerifyFailure("User Not Found", "unknown") { User = uid });
        // A certificate that we do not know was signed behind our back, perhaps with a stolen key, and nobody could revoke it.
        if (client.Find(certificate.SerialNumber) is not { } known || !CryptographicOperations.FixedTimeEquals(known.Der, certificate.RawData))
            return Refuse(new VerifyFailure("Certificate is not recorded", "unrecorded"));
        return known.IsRevokedAt(now) ? Refuse(new VerifyFailure("Certificate is revoked", "revoked")) : TypedResults.Ok(ClientView.Of(client, now));
    }

    private static string Text(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture);

    private static JsonHttpResult<VerifyFailure> Unreadable(string message) =>
        TypedResults.Json(new VerifyFailure(message, "unreadable"), statusCode: StatusCodes.Status500InternalServerError);

    private static JsonHttpResult<VerifyFailure> Refuse(VerifyFailure failure) => TypedResults.Json(failure, statusCode: StatusCodes.Status401Unauthorized);

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex BrokenEscape();
}
