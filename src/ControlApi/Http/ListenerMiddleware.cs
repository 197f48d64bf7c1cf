namespace SocketWarp.ControlApi.Http;

/// <summary>
/// Keeps gateways' calls and operators' calls on their own listeners: opening one to the network does not open the other. It follows routing.
/// </summary>
internal sealed class ListenerMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Anything without an endpoint of its own is for operators: an unknown path is plainly not found on the gateways' listener, and needs a token on the
        // other.
        var meant = context.GetEndpoint()?.Metadata.GetMetadata<ApiListener>() ?? ApiListener.Rest;
        if (context.Features.Get<ApiListener>() is not { } listener || listener == meant)
            return next(context);
        context.SetEndpoint(null);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
