using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>A problem as the result of an endpoint.</summary>
public sealed class ApiProblemResult(ApiProblem problem) : IResult
{
    public ApiProblem Problem => problem;

    public Task ExecuteAsync(HttpContext httpContext) => ErrorBody.WriteAsync(httpContext, problem);
}
