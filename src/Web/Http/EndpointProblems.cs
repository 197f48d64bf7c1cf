using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http;

/// <summary>Says in the OpenAPI document which problems an endpoint reports.</summary>
public static class EndpointProblems
{
    /// <summary>Adds these problems and those of the token, which every endpoint can report.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, .. statuses])
            endpoint.Produces<ApiProblem>(status, Problems.ContentType);
        return endpoint;
    }

    /// <inheritdoc cref="WithProblems"/>
    /// <remarks>As plain text, for routes of other products.</remarks>
    public static RouteHandlerBuilder WithTextProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, .. statuses])
            endpoint.Produces<string>(status, "text/plain");
        return endpoint;
    }
}
