using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SocketWarp.Web.Http.Connections;

namespace SocketWarp.Web.Http;

/// <summary>
/// Refuses bodies over the limit. Kestrel's own limit would close the connection under a client that is still sending, which then sees a
/// broken pipe instead of the 413; here the server reads what is left, up to <see cref="HttpSettings.MaxDrainBytes"/>, and throws it away.
/// A body that does not come in time is refused as well; a backup has the time for each part of it.
/// </summary>
public sealed class BodyLimitMiddleware(RequestDelegate next, HttpSettings settings)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var isBackup = context.GetEndpoint()?.Metadata.GetMetadata<RestoreBody>() is not null;
        var limit = isBackup ? settings.MaxRestoreBytes : settings.MaxBodyBytes;
        // The server's own limit must leave room for what is read and thrown away: at its limit it would end the body before we can say which setting is too
        // small.
        if (isBackup && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } own)
            own.MaxRequestBodySize = (long)limit + settings.MaxDrainBytes;
        if (context.Request.ContentLength > limit || await ReadInTimeAsync(context, limit, isBackup) is not { } body)
        {
            var setting = isBackup ? nameof(HttpSettings.MaxRestoreBytes) : nameof(HttpSettings.MaxBodyBytes);
            await ErrorBody.WriteAsync(context, Problems.BodyTooLarge(limit, settings.Key(setting)));
            return;
        }

        context.Request.Body = body;
        await next(context);
    }

    private async Task<MemoryStream?> ReadInTimeAsync(HttpContext context, int limit, bool isBackup)
    {
        var connection = context.Features.GetRequiredFeature<ClientConnection>();
        connection.BodyBegins();
        try
        {
            // This leaves the server's reader in order; a token would not.
            using var timeout = new CancellationTokenSource(settings.BodyTimeout);
            await using var late = timeout.Token.Register(context.Request.BodyReader.CancelPendingRead);
            return await ReadAsync(context, limit, isBackup ? timeout : null);
        }
        finally
        {
            connection.BodyEnds();
        }
    }

    /// <summary>The whole body; null when it is over the limit.</summary>
    /// <param name="standstill">Begins again with each part.</param>
    private async Task<MemoryStream?> ReadAsync(HttpContext context, int limit, CancellationTokenSource? standstill)
    {
        var body = new MemoryStream();
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (!result.Buffer.IsEmpty)
                standstill?.CancelAfter(settings.BodyTimeout);
            var isTooLong = body.Length + result.Buffer.Length > limit;
            foreach (var part in isTooLong ? default : result.Buffer)
                body.Write(part.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (isTooLong)
                return null;
            if (result.IsCanceled)
            {
                // The rest of the body is still on its way, and must not be read as the next request.
                context.Response.Headers.Connection = "close";
                throw new BadHttpRequestException("the body did not come in time", StatusCodes.Status408RequestTimeout);
            }

            if (!result.IsCompleted)
                continue;
            body.Position = 0;
            return body;
        }
    }
}
