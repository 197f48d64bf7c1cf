using SocketWarp.ControlApi.Legacy;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Http;

/// <summary>Writes a problem the way the caller reads it: problem details, or plain text on socket-warp's routes.</summary>
internal static class ErrorBody
{
    public static Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        var isLegacy = context.GetEndpoint()?.Metadata.GetMetadata<LegacyRoute>() is not null;
        if (isLegacy) context.Response.ContentType = "text/plain; charset=utf-8";
        return isLegacy
            ? context.Response.WriteAsync(problem.Detail!)
            : context.Response.WriteAsJsonAsync(problem, options: null, Problems.ContentType);
    }
}
