using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Http;

/// <summary>A problem as the result of an endpoint.</summary>
internal sealed class ApiProblemResult(ApiProblem problem) : IResult
{
    public ApiProblem Problem => problem;

    public Task ExecuteAsync(HttpContext httpContext) => ErrorBody.WriteAsync(httpContext, problem);
}
