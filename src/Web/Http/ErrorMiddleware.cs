using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>Gives every error a body that says what is wrong and what to do.</summary>
public sealed partial class ErrorMiddleware(RequestDelegate next, HttpSettings settings, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await ErrorBody.WriteAsync(context, Translate(context, e));
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            await ErrorBody.WriteAsync(context, Problems.OfStatus(context.Response.StatusCode, context.Request.Path));
    }

    private ApiProblem Translate(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problems.BodyTooLarge(settings.MaxBodyBytes, settings.Key(nameof(HttpSettings.MaxBodyBytes)));
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return Problems.BodyTooSlow(settings.BodyTimeout, settings.Key(nameof(HttpSettings.BodyTimeout)));
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return Problems.WrongContentType(context.Request.ContentType);
            case BadHttpRequestException bad:
                return BodyProblem.Of(bad);
            case UnavailableException unavailable:
                return Problems.StoreUnavailable(unavailable);
            default:
                Log.Failed(logger, context.Request.Method, context.Request.Path, failure);
                return Problems.Internal();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed", EventName = "RequestFailed")]
        public static partial void Failed(ILogger logger, string method, string path, Exception failure);
    }
}
