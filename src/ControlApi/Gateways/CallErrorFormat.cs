using Grpc.Core;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>
/// Marks gRPC methods: a caller that is turned away before the method runs gets a gRPC status with the problem's text, not just an HTTP status.
/// </summary>
internal sealed class CallErrorFormat : IErrorFormat
{
    public static readonly CallErrorFormat Instance = new();

    private const string ContentType = "application/grpc";

    private CallErrorFormat() { }

    public Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        if (context.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
            return context.Response.WriteAsJsonAsync(problem, options: null, Problems.ContentType);
        // A response without messages has its status among the headers, and its HTTP status is always 200 (gRPC over HTTP/2, "Trailers-Only").
        var status = StatusOf(context.Response.StatusCode);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = $"{(int)status}";
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(problem.Detail ?? "");
        return Task.CompletedTask;
    }

    private static StatusCode StatusOf(int http) =>
        http switch
        {
            StatusCodes.Status401Unauthorized => StatusCode.Unauthenticated,
            StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
            StatusCodes.Status404NotFound => StatusCode.Unimplemented,
            StatusCodes.Status408RequestTimeout => StatusCode.DeadlineExceeded,
            StatusCodes.Status413PayloadTooLarge => StatusCode.ResourceExhausted,
            StatusCodes.Status503ServiceUnavailable => StatusCode.Unavailable,
            _ => StatusCode.Internal,
        };
}
