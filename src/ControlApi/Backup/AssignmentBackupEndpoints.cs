using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Store;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Backup;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Backup;

/// <summary><c>/api/v1/backup</c> and <c>/api/v1/restore</c>.</summary>
internal static partial class AssignmentBackupEndpoints
{
    public static void MapBackup(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet(RestRoutes.Backup, BackupAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithTags("backup")
            .WithName("backup")
            .WithSummary("All assignments as of one revision: a header, then a line of JSON each")
            .Produces<string>(StatusCodes.Status200OK, BackupHeaderView.ContentType)
            .WithProblems();
        endpoints
            .MapPut(RestRoutes.Restore, RestoreAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithTags("backup")
            .WithName("restore")
            .WithSummary("Sets the assignments to what a backup says, all at once or not at all; dryRun only says what would change")
            .Accepts<string>(BackupHeaderView.ContentType)
            .WithMetadata(RestoreBody.Instance)
            .WithProblems(400, 413, 415, 422, 503, 507);
    }

    private static async Task<FileContentHttpResult> BackupAsync(IAssignmentStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var table = await store.ReadAsync(cancellationToken);
        return TypedResults.File(AssignmentBackup.Write(table, time.GetUtcNow()), BackupHeaderView.ContentType);
    }

    private static async Task<Results<Ok<RestoreView>, ApiProblemResult>> RestoreAsync(
        HttpRequest request,
        IAssignmentStore store,
        ILogger<AssignmentStore> logger,
        CancellationToken cancellationToken,
        bool dryRun = false
    )
    {
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            var wanted = AssignmentBackup.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
            var outcome = dryRun ? await store.CompareAsync(wanted, cancellationToken) : await store.RestoreAsync(wanted, cancellationToken);
            if (outcome is null)
                return new ApiProblemResult(RestoreProblems.Full());
            if (!dryRun)
                Log.Restored(logger, outcome.Added, outcome.Changed, outcome.Removed, outcome.Revision);
            return TypedResults.Ok(outcome with { DryRun = dryRun });
        }
        catch (BackupException exception)
        {
            return new ApiProblemResult(Problems.Invalid(exception.Name ?? "body", null, exception.What, exception.Fix));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "Backup restored: {Added} assignments added, {Changed} changed, {Removed} removed, up to revision {Revision}",
            EventName = "BackupRestored"
        )]
        public static partial void Restored(ILogger logger, int added, int changed, int removed, ulong revision);
    }
}
