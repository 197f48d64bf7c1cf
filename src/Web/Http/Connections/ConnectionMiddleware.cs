using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SocketWarp.Web.Http.Connections;

/// <summary>Tells the connection when one of its requests begins and ends.</summary>
internal sealed class ConnectionMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var connection = context.Features.GetRequiredFeature<ClientConnection>();
        connection.RequestBegins();
        try
        {
            await next(context);
        }
        finally
        {
            connection.RequestEnds();
        }
    }
}
