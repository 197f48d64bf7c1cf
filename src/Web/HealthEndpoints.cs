using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketWarp.Protocol.Rest;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Web;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: every check tagged <see cref="ServiceHealth.Ready"/> is healthy.
/// Both answer with one word and need no token, because supervisors have none; details belong behind one.
/// </summary>
public static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapDefaultEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("health").AllowAnonymous();
        group
            .MapGet("/health/live", () => TypedResults.Text(nameof(HealthStatus.Healthy)))
            .WithName("live")
            .WithSummary("The process answers")
            .Produces<string>(200, "text/plain");
        group
            .MapGet(RestRoutes.Ready, ReadyAsync)
            .WithName("ready")
            .WithSummary("The process does its work")
            .Produces<string>(200, "text/plain")
            .Produces<string>(503, "text/plain");
        return endpoints;
    }

    private static async Task<ContentHttpResult> ReadyAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(ServiceHealth.Ready), cancellationToken);
        return TypedResults.Text(report.Status.ToString(), statusCode: report.Status == HealthStatus.Unhealthy ? 503 : 200);
    }
}
