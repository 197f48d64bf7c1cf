using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Legacy;

/// <summary>Marks socket-warp's routes: their errors are plain text.</summary>
internal sealed class LegacyRoute : IErrorFormat
{
    public static readonly LegacyRoute Instance = new();

    private LegacyRoute()
    {
    }

    public Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem.Detail!);
    }
}
