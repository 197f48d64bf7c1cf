using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocketWarp.Base;
using SocketWarp.Web.Http.Keys;

namespace SocketWarp.Web.Http;

/// <summary>Reads the key of a request, where the endpoint takes one. It follows the middleware that reads the body.</summary>
public sealed class RequestKeyMiddleware(RequestDelegate next)
{
    /// <summary>Half a SHA-256: nobody who may write tries 2^64 keys.</summary>
    private const int DigestBytes = 16;

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<TakesRequestKey>() is not null
            && context.Request.Headers[RequestKeyHeader.Name] is { Count: > 0 } header
        )
        {
            if (!RequestKeyHeader.TryRead(header, out var key, out var problem))
            {
                await ErrorBody.WriteAsync(context, problem);
                return;
            }

            context.Features.Set(await DigestAsync(context, key));
        }

        await next(context);
    }

    private static async Task<RequestKey> DigestAsync(HttpContext context, string key)
    {
        var request = context.Request;
        var body = await SHA256.HashDataAsync(request.Body, context.RequestAborted);
        request.Body.Position = 0;
        var caller = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "anonymous";
        return new RequestKey(
            Digest(caller, key),
            Digest(request.Method, request.Path + request.QueryString.ToUriComponent(), request.Headers.IfMatch.ToString(), Convert.ToHexString(body))
        );
    }

    private static string Digest(params string[] parts) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, DigestBytes));
}
