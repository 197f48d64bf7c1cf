using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SocketWarp.Pki;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.Web.Access;

namespace SocketWarp.ScepServer.Legacy;

/// <summary><c>/admin/api/cert/add</c>: records a certificate that the authority's owner issued by other means, for a client whose secret waits.</summary>
internal static class ImportEndpoint
{
    public static void MapImport(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost($"{AdminEndpoints.Base}/cert/add", AddAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithMetadata(MessageErrors.Instance)
            .WithTags("admin")
            .WithName("addCertificate")
            .WithSummary("Records a certificate that was issued elsewhere")
            .Produces(200)
            .Produces<MessageBody>(401)
            .Produces<MessageBody>(500);

    private static async Task<Results<Ok, JsonHttpResult<MessageBody>>> AddAsync(
        [FromBody] CertificateBody body,
        AuthorityHolder holder,
        ClientRegistry registry,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(body.CertPem))
            return Refuse("No certificate data");
        if (!PercentEncodedPem.TryDecode(body.CertPem, out var certificate, out _))
            return Refuse("Failed to parse certificate");
        using (certificate)
        {
            if (!CertificateUid.TryGet(certificate, out var uid, out _) || registry.Current.Find(uid) is not { } client)
                return Refuse("Client not found");
            if (holder.CheckClient(certificate) is not null)
                return Refuse("Failed to verify certificate", StatusCodes.Status401Unauthorized);
            if (registry.Current.All.Any(c => c.Find(certificate.SerialNumber) is not null))
                return Refuse("Serial number is not matched");
            var record = new ClientCertificate
            {
                Id = 0,
                Serial = certificate.SerialNumber,
                Der = certificate.RawData,
                NotBefore = certificate.NotBefore.ToUniversalTime(),
                NotAfter = certificate.NotAfter.ToUniversalTime(),
                IssuedAt = time.GetUtcNow(),
            };
            var done =
                client.SecretAt(time.GetUtcNow()) is { } secret
                && await registry.IssueForSecretAsync(uid, record, secret, cancellationToken) == ClientOutcome.Done;
            return done ? TypedResults.Ok() : Refuse("Client is not in ISSUABLE or UPDATABLE state");
        }
    }

    private static JsonHttpResult<MessageBody> Refuse(string message, int status = StatusCodes.Status500InternalServerError) =>
        TypedResults.Json(new MessageBody(message), statusCode: status);
}
