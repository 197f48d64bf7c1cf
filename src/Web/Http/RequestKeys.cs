using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocketWarp.Base;
using SocketWarp.Web.Http.Keys;

namespace SocketWarp.Web.Http;

/// <summary>Keys of requests, for endpoints.</summary>
public static class RequestKeys
{
    /// <summary>Lets an endpoint's requests have a key, and says so in the OpenAPI document.</summary>
    public static RouteHandlerBuilder WithRequestKey(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(TakesRequestKey.Instance);

    /// <summary>The request's key; null when it has none.</summary>
    public static RequestKey? GetRequestKey(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<RequestKey>();
    }
}
