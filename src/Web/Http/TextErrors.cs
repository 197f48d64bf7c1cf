using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>Marks routes whose errors are plain text.</summary>
public sealed class TextErrors : IErrorFormat
{
    public static readonly TextErrors Instance = new();

    private TextErrors() { }

    public Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem.Detail!);
    }
}
