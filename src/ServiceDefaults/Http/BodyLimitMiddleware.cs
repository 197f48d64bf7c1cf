using Microsoft.AspNetCore.Http;

namespace SocketWarp.ServiceDefaults.Http;

/// <summary>
/// Refuses bodies over the limit. Kestrel's own limit would close the connection under a client that is still sending, which then sees a
/// broken pipe instead of the 413; here the server reads what is left, up to <see cref="HttpSettings.MaxDrainBytes"/>, and throws it away.
/// </summary>
public sealed class BodyLimitMiddleware(RequestDelegate next, HttpSettings settings)
{
    private readonly int _limit = settings.MaxBodyBytes;

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.ContentLength > _limit || await ReadAsync(context.Request) is not { } body)
        {
            await ErrorBody.WriteAsync(context, Problems.BodyTooLarge(_limit, settings.Key(nameof(HttpSettings.MaxBodyBytes))));
            return;
        }

        context.Request.Body = body;
        await next(context);
    }

    /// <summary>The whole body; null when it is over the limit.</summary>
    private async Task<MemoryStream?> ReadAsync(HttpRequest request)
    {
        var body = new MemoryStream();
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            if (body.Length + result.Buffer.Length > _limit)
            {
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return null;
            }

            foreach (var part in result.Buffer) body.Write(part.Span);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (!result.IsCompleted) continue;
            body.Position = 0;
            return body;
        }
    }
}
