using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Server;

/// <summary>Turns away what is not gRPC and takes HTTP's own limits off what is.</summary>
internal static class RequestCheck
{
    /// <summary>False: the request was answered with an HTTP error, because its sender would not understand a gRPC status.</summary>
    public static bool Accept(HttpContext context)
    {
        if (!HeaderNames.IsGrpcContentType(context.Request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return false;
        }

        return true;
    }

    /// <summary>A stream of messages may be long and slow; each message has its own limit.</summary>
    public static void LiftBodyLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
