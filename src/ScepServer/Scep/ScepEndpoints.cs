using System.Buffers.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.Pki.Scep;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Authority;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Scep;

/// <summary><c>/scep</c> (RFC 8894 section 4) and the revocation list. Open: messages carry their own proofs.</summary>
internal static class ScepEndpoints
{
    private const string Path = "/scep";

    // The paths that clients expect when nobody can set one: RFC 8894 section 4.1, and what some append to /scep.
    private static readonly string[] CustomaryPaths = ["/cgi-bin/pkiclient.exe", $"{Path}/pkiclient.exe"];

    private const string MessageType = "application/x-pki-message";
    private const string ListType = "application/pkix-crl";

    public static void MapScep(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("scep").AllowAnonymous().WithMetadata(TextErrors.Instance);
        group
            .MapGet(Path, GetAsync)
            .WithName("scepGet")
            .WithSummary("GetCACaps, GetCACert, GetCRL and PKIOperation")
            .Produces(200, contentType: MessageType)
            .Produces<string>(400, "text/plain");
        group
            .MapPost(Path, PostAsync)
            .WithName("scepPost")
            .WithSummary("PKIOperation")
            .Produces(200, contentType: MessageType)
            .Produces<string>(400, "text/plain")
            .Produces<string>(413, "text/plain");
        foreach (var path in CustomaryPaths)
        {
            group.MapGet(path, GetAsync).ExcludeFromDescription();
            group.MapPost(path, PostAsync).ExcludeFromDescription();
        }

        group
            .MapGet(RestRoutes.RevocationList, (PublishedRevocationList list) => TypedResults.Bytes(list.Get(), ListType))
            .WithName("crl")
            .WithSummary("The revocation list, DER");
    }

    private static async Task<Results<FileContentHttpResult, ContentHttpResult>> GetAsync(
        HttpContext context,
        AuthorityHolder holder,
        PublishedRevocationList list,
        PkiOperation pki,
        string? operation = null,
        string? message = null
    )
    {
        switch (operation)
        {
            case "GetCACaps":
                return TypedResults.Text(holder.Responder.Capabilities.Format());
            case "GetCACert":
                var certificates = holder.Responder.CaCertificates();
                return TypedResults.Bytes(certificates.Content, certificates.ContentType);
            case "GetCRL":
                return TypedResults.Bytes(list.Get(), ListType);
            case "PKIOperation":
                return TryDecode(message, out var bytes)
                    ? await AnswerAsync(context, pki, bytes)
                    : Refuse("message is not base64: send the SCEP message in base64, percent-encoded");
            default:
                return Refuse("operation is unknown: send GetCACaps, GetCACert, GetCRL or PKIOperation");
        }
    }

    private static async Task<Results<FileContentHttpResult, ContentHttpResult>> PostAsync(HttpContext context, PkiOperation pki, string? operation = null)
    {
        if (operation != "PKIOperation")
            return Refuse("operation is not PKIOperation, the only one for POST");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return await AnswerAsync(context, pki, body.ToArray());
    }

    private static async Task<Results<FileContentHttpResult, ContentHttpResult>> AnswerAsync(HttpContext context, PkiOperation pki, byte[] message)
    {
        try
        {
            return TypedResults.Bytes(await pki.AnswerAsync(message, context.Connection.RemoteIpAddress, context.RequestAborted), MessageType);
        }
        catch (ScepMessageException e)
        {
            return Refuse(e.Message);
        }
    }

    /// <summary>Reads base64 as clients send it: with plus signs that arrive as spaces, in the alphabet for URLs, or without padding.</summary>
    private static bool TryDecode(string? message, out byte[] bytes)
    {
        bytes = [];
        if (string.IsNullOrEmpty(message))
            return false;
        var text = message.Replace(' ', '+').Replace('-', '+').Replace('_', '/').ReplaceLineEndings("").TrimEnd('=');
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!Convert.TryFromBase64String(text, buffer, out var length))
            return false;
        bytes = buffer[..length];
        return true;
    }

    private static ContentHttpResult Refuse(string why) => TypedResults.Text(why, statusCode: StatusCodes.Status400BadRequest);
}
