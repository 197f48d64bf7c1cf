using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Scep;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Enrolment;

namespace SocketWarp.ScepServer.Legacy;

/// <summary><c>/api/cert/pkcs12</c>: a key and its certificate for devices that speak no SCEP. The key is made here, and not kept.</summary>
internal static class CertificateEndpoints
{
    public static void MapCertificates(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/api/cert/pkcs12", Pkcs12Async)
            .AllowAnonymous()
            .WithMetadata(MessageErrors.Instance)
            .WithTags("certificates")
            .WithName("pkcs12")
            .WithSummary("Key and certificate for a one-time secret, as PKCS#12")
            .Produces(200, contentType: "application/octet-stream")
            .Produces<MessageBody>(401)
            .Produces<MessageBody>(500);

    private static async Task<Results<FileContentHttpResult, JsonHttpResult<MessageBody>>> Pkcs12Async(
        [FromBody] Pkcs12Body body,
        HttpContext context,
        AuthorityHolder holder,
        Enroller enroller
    )
    {
        if (string.IsNullOrEmpty(body.Password))
            return Refuse("password is required", StatusCodes.Status500InternalServerError);
        if (string.IsNullOrEmpty(body.Secret) || !Uid.TryValidate(body.Uid, out _))
            return Refuse("Failed to create certificate");
        try
        {
            var challenge = $"{body.Uid}\\{body.Secret}";
            // Before the key, which takes longer to make than to ask for.
            enroller.CheckSecret(body.Uid, challenge, context.Connection.RemoteIpAddress);
            using var key = RSA.Create(2048);
            var name = new X500DistinguishedNameBuilder();
            name.AddCommonName(body.Uid);
            var signing = CertificateSigningRequest.Create(name.Build(), key, challengePassword: challenge);
            using var certificate = await enroller.EnrolAsync(
                new EnrolmentRequest(signing, context.Connection.RemoteIpAddress) { Challenge = challenge },
                context.RequestAborted
            );
            using var withKey = certificate.CopyWithPrivateKey(key);
            X509Certificate2Collection all =
            [
                withKey,
                X509CertificateLoader.LoadCertificate(holder.Authority.Certificate.RawData),
                .. holder.Authority.Issuers,
            ];
            return TypedResults.Bytes(CertificateBundle.Export(all, body.Password), "application/octet-stream");
        }
        catch (Exception e) when (e is EnrolmentRefusedException or CertificateRequestException)
        {
            return Refuse(e is EnrolmentRefusedException { FailInfo: FailInfo.BadRequest, IsOfSecret: false } ? e.Message : "Failed to create certificate");
        }
    }

    private static JsonHttpResult<MessageBody> Refuse(string message, int status = StatusCodes.Status401Unauthorized) =>
        TypedResults.Json(new MessageBody(message), statusCode: status);
}
