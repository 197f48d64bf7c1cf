using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Rest;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Legacy;

/// <summary>socket-warp's <c>/open</c>, <c>/close</c> and <c>/list</c>.</summary>
internal static class LegacyEndpoints
{
    public static void MapLegacy(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").WithTags("socket-warp").WithMetadata(TextErrors.Instance);
        group
            .MapPost(RestRoutes.LegacyOpen, OpenAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("legacyOpen")
            .WithSummary("Open a port for a uid")
            .Produces<string>(200, "text/plain")
            .WithTextProblems(400, 413, 415, 500, 503);
        group
            .MapDelete(RestRoutes.LegacyClose, CloseAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithName("legacyClose")
            .WithSummary("Close a port; live tunnels go on")
            .Produces<string>(200, "text/plain")
            .WithTextProblems(400, 404, 413, 415, 503);
        group
            .MapGet(RestRoutes.LegacyList, ListAsync)
            .RequireAuthorization(AccessPolicies.Viewer)
            .WithName("legacyList")
            .WithSummary("All open ports")
            .Produces<IReadOnlyList<LegacyOpen>>(200, MediaTypeNames.Application.Json)
            .WithTextProblems();
    }

    private static async Task<ContentHttpResult> OpenAsync([FromBody] LegacyOpen request, LegacyOpener opener, CancellationToken cancellationToken)
    {
        if (!Uid.TryValidate(request.Uid, out var error))
            return Malformed(error);
        if (request.Port is not (>= 1 and <= 65535))
            return Malformed($"port is {Text(request.Port)}: write a number from 1 to 65535");
        if (request.ConnectPort is not (>= 1 and <= 65535))
            return Malformed($"connect_port is {Text(request.ConnectPort)}: write a number from 1 to 65535");
        if (!TargetAddress.TryCreate(request.ConnectAddress, request.ConnectPort.Value, out var target, out error))
            return Malformed($"connect_{error}");
        return await opener.OpenAsync(request.Uid, request.Port.Value, target, cancellationToken) is { } failure
            ? TypedResults.Text(failure, statusCode: StatusCodes.Status500InternalServerError)
            : TypedResults.Text(LegacyAnswer.Opened);
    }

    private static async Task<ContentHttpResult> CloseAsync(
        [FromBody] LegacyClose request,
        IAssignmentStore store,
        AssignmentWriter writer,
        IOptions<LegacySettings> settings,
        CancellationToken cancellationToken
    )
    {
        if (request.Port is not (>= 0 and <= 65535))
            return Malformed($"port is {Text(request.Port)}: write a number from 1 to 65535");
        var port = request.Port.Value;
        var assignment = (await store.ReadAsync(cancellationToken)).Find(new PortKey(settings.Value.Gateway, AssignedProtocol.Tcp, port));
        return assignment is not null && await writer.RemoveAsync(assignment.Id, null, null, cancellationToken) is null
            ? TypedResults.Text(LegacyAnswer.Closed(port))
            : TypedResults.Text(LegacyAnswer.NotOpen(port), statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<LegacyOpen>>> ListAsync(
        IAssignmentStore store,
        IOptions<LegacySettings> settings,
        CancellationToken cancellationToken
    )
    {
        var table = await store.ReadAsync(cancellationToken);
        return TypedResults.Json<IReadOnlyList<LegacyOpen>>(
            [
                .. table
                    .All.Where(a => !a.Tentative && a.Gateway == settings.Value.Gateway && a.Protocol == AssignedProtocol.Tcp)
                    .OrderBy(a => a.Port)
                    .Select(ToEntry),
            ],
            // Without a charset, as socket-warp sends it.
            contentType: MediaTypeNames.Application.Json
        );
    }

    /// <summary>A Unix socket, which socket-warp has not, shows as its whole address with port 0.</summary>
    private static LegacyOpen ToEntry(Assignment assignment) =>
        TargetAddress.TryParse(assignment.Target, out var target, out _) && !target.IsUnix
            ? new LegacyOpen
            {
                Port = assignment.Port,
                Uid = assignment.Uid,
                ConnectAddress = target.Host,
                ConnectPort = target.Port,
            }
            : new LegacyOpen
            {
                Port = assignment.Port,
                Uid = assignment.Uid,
                ConnectAddress = assignment.Target,
                ConnectPort = 0,
            };

    private static ContentHttpResult Malformed(string text) => TypedResults.Text(text, statusCode: StatusCodes.Status400BadRequest);

    private static string Text(int? value) => value is null ? "missing" : $"{value}";
}
