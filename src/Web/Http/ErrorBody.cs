using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>Writes a problem the way the caller reads it: problem details, or what the route says.</summary>
internal static class ErrorBody
{
    public static Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        return context.GetEndpoint()?.Metadata.GetMetadata<IErrorFormat>() is { } format
            ? format.WriteAsync(context, problem)
            : context.Response.WriteAsJsonAsync(problem, options: null, Problems.ContentType);
    }
}
