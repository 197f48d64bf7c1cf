using SocketWarp.Protocol;

namespace SocketWarp.ControlApi.Http;

/// <summary>Keeps gateways' calls and operators' calls on their own endpoints: what one opens to the network opens not the other.</summary>
internal sealed class ListenerMiddleware(RequestDelegate next)
{
    private const string ControlPath = $"/{ControlContract.Service}";

    public Task InvokeAsync(HttpContext context)
    {
        var listener = context.Features.Get<ApiListener>();
        var isControlPath = context.Request.Path.StartsWithSegments(ControlPath, StringComparison.Ordinal);
        if (listener is null || isControlPath == (listener == ApiListener.Control)) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
