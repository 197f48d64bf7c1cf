using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SocketWarp.ServiceDefaults.Http.Connections;

namespace SocketWarp.ServiceDefaults.Http;

/// <summary>
/// Refuses bodies over the limit. Kestrel's own limit would close the connection under a client that is still sending, which then sees a
/// broken pipe instead of the 413; here the server reads what is left, up to <see cref="HttpSettings.MaxDrainBytes"/>, and throws it away.
/// A body that does not come in time is refused as well.
/// </summary>
public sealed class BodyLimitMiddleware(RequestDelegate next, HttpSettings settings)
{
    private readonly int _limit = settings.MaxBodyBytes;

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.ContentLength > _limit || await ReadInTimeAsync(context) is not { } body)
        {
            await ErrorBody.WriteAsync(context, Problems.BodyTooLarge(_limit, settings.Key(nameof(HttpSettings.MaxBodyBytes))));
            return;
        }

        context.Request.Body = body;
        await next(context);
    }

    private async Task<MemoryStream?> ReadInTimeAsync(HttpContext context)
    {
        var connection = context.Features.GetRequiredFeature<ClientConnection>();
        connection.BodyBegins();
        try
        {
            // This leaves the server's reader in order; a token would not.
            using var timeout = new CancellationTokenSource(settings.BodyTimeout);
            await using var late = timeout.Token.Register(context.Request.BodyReader.CancelPendingRead);
            return await ReadAsync(context);
        }
        finally
        {
            connection.BodyEnds();
        }
    }

    /// <summary>The whole body; null when it is over the limit.</summary>
    private async Task<MemoryStream?> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream();
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            var isTooLong = body.Length + result.Buffer.Length > _limit;
            foreach (var part in isTooLong ? default : result.Buffer) body.Write(part.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (isTooLong) return null;
            if (result.IsCanceled)
            {
                // The rest of the body is still on its way, and must not be read as the next request.
                context.Response.Headers.Connection = "close";
                throw new BadHttpRequestException("the body did not come in time", StatusCodes.Status408RequestTimeout);
            }

            if (!result.IsCompleted) continue;
            body.Position = 0;
            return body;
        }
    }
}
