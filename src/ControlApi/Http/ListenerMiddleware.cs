using Grpc.AspNetCore.Server;

namespace SocketWarp.ControlApi.Http;

/// <summary>Keeps gateways' calls and operators' calls on their own endpoints: opening one to the network does not open the other. It follows routing.</summary>
internal sealed class ListenerMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var listener = context.Features.Get<ApiListener>();
        var isCall = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null;
        if (listener is null || isCall == (listener == ApiListener.Control))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
