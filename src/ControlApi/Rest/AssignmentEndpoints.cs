using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Http;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Rest;

/// <summary><c>/api/v1/assignments</c>.</summary>
internal static class AssignmentEndpoints
{
    public static void MapAssignments(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(RestRoutes.Assignments).WithTags("assignments");
        group
            .MapGet("/", ListAsync)
            .RequireAuthorization(AccessPolicies.Viewer)
            .WithName("listAssignments")
            .WithSummary("All assignments with their state")
            .WithProblems();
        group
            .MapGet("/{id}", GetAsync)
            .RequireAuthorization(AccessPolicies.Viewer)
            .WithName("getAssignment")
            .WithSummary("One assignment with its state")
            .WithProblems(404);
        group
            .MapPost("/", CreateAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("createAssignment")
            .WithSummary("Record a new assignment and report its state")
            .WithRequestKey()
            .WithProblems(400, 409, 413, 415, 422, 503, 507);
        group
            .MapPut("/", PutAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("putAssignment")
            .WithSummary("Record an assignment, named by its id, or else by gateway, protocol and port, and report its state")
            .WithRequestKey()
            .WithProblems(400, 404, 409, 412, 413, 415, 422, 503, 507);
        group
            .MapPut("/{id}", PutByIdAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("putAssignmentById")
            .WithSummary("Record an assignment under this id and report its state")
            .WithRequestKey()
            .WithProblems(400, 404, 409, 412, 413, 415, 422, 503, 507);
        group
            .MapDelete("/{id}", RemoveAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("deleteAssignment")
            .WithSummary("Forget an assignment; live tunnels go on")
            .WithRequestKey()
            .WithProblems(400, 404, 412, 422, 503);
    }

    private static async Task<Ok<IReadOnlyList<AssignmentView>>> ListAsync(
        IAssignmentStore store,
        GatewayRegistry gateways,
        CancellationToken cancellationToken
    )
    {
        var table = await store.ReadAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<AssignmentView>>([
            .. table
                .All.Where(a => !a.Tentative)
                .OrderBy(a => a.Gateway, StringComparer.Ordinal)
                .ThenBy(a => a.Port)
                .Select(a => AssignmentMapping.ToView(a, gateways.Find(a.Gateway))),
        ]);
    }

    private static async Task<Results<Ok<AssignmentView>, ApiProblemResult>> GetAsync(
        string id,
        IAssignmentStore store,
        GatewayRegistry gateways,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if ((await store.ReadAsync(cancellationToken)).Find(id) is not { Tentative: false } assignment)
            return new ApiProblemResult(Problems.NotFound("assignment", id, $"the ids are listed at {RestRoutes.Assignments}"));
        return Tagged(response, AssignmentMapping.ToView(assignment, gateways.Find(assignment.Gateway)));
    }

    private static async Task<Results<Created<AssignmentView>, ApiProblemResult>> CreateAsync(
        AssignmentRequest request,
        AssignmentWriter writer,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var result = await writer.CreateAsync(request, response.HttpContext.GetRequestKey(), cancellationToken);
        if (!result.IsDone)
            return new ApiProblemResult(result.Problem);
        return Created(response, result.View);
    }

    private static Task<Results<Ok<AssignmentView>, Created<AssignmentView>, ApiProblemResult>> PutAsync(
        AssignmentRequest request,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        AssignmentWriter writer,
        HttpResponse response,
        CancellationToken cancellationToken
    ) => PutCoreAsync(null, request, ifMatch, writer, response, cancellationToken);

    private static Task<Results<Ok<AssignmentView>, Created<AssignmentView>, ApiProblemResult>> PutByIdAsync(
        string id,
        AssignmentRequest request,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        AssignmentWriter writer,
        HttpResponse response,
        CancellationToken cancellationToken
    ) => PutCoreAsync(id, request, ifMatch, writer, response, cancellationToken);

    private static async Task<Results<Ok<AssignmentView>, Created<AssignmentView>, ApiProblemResult>> PutCoreAsync(
        string? id,
        AssignmentRequest request,
        string? ifMatch,
        AssignmentWriter writer,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (!EntityTag.TryParse(ifMatch, out var revision, out var problem))
            return new ApiProblemResult(problem);
        var result = await writer.PutAsync(id, request, revision, response.HttpContext.GetRequestKey(), cancellationToken);
        if (!result.IsDone)
            return new ApiProblemResult(result.Problem);
        return result.Created ? Created(response, result.View) : Tagged(response, result.View);
    }

    private static async Task<Results<NoContent, ApiProblemResult>> RemoveAsync(
        string id,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        AssignmentWriter writer,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (!EntityTag.TryParse(ifMatch, out var revision, out var problem))
            return new ApiProblemResult(problem);
        return await writer.RemoveAsync(id, revision, context.GetRequestKey(), cancellationToken) is { } failure
            ? new ApiProblemResult(failure)
            : TypedResults.NoContent();
    }

    private static Created<AssignmentView> Created(HttpResponse response, AssignmentView view)
    {
        response.Headers.ETag = EntityTag.Of(view.Revision);
        return TypedResults.Created($"{RestRoutes.Assignments}/{view.Id}", view);
    }

    private static Ok<AssignmentView> Tagged(HttpResponse response, AssignmentView view)
    {
        response.Headers.ETag = EntityTag.Of(view.Revision);
        return TypedResults.Ok(view);
    }
}
