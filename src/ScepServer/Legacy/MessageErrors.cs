using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>Errors of this route are <c>{"message":"…"}</c>.</summary>
internal sealed class MessageErrors : IErrorFormat
{
    public static readonly MessageErrors Instance = new();

    private MessageErrors() { }

    public Task WriteAsync(HttpContext context, ApiProblem problem) => context.Response.WriteAsJsonAsync(new MessageBody(problem.Detail!));
}
