using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Api;

/// <summary>Errors of this route are plain text.</summary>
internal sealed class TextErrors : IErrorFormat
{
    public static readonly TextErrors Instance = new();

    private TextErrors()
    {
    }

    public Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem.Detail!);
    }
}
