using Microsoft.AspNetCore.Http.HttpResults;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Rest;
using SocketWarp.Web.Access;
using SocketWarp.Web.Backup;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Backup;

/// <summary><c>/api/v1/backup</c> and <c>/api/v1/restore</c>.</summary>
internal static partial class ClientBackupEndpoints
{
    public static void MapBackup(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet(RestRoutes.Backup, Backup)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithTags("v1")
            .WithName("backup")
            .WithSummary("All clients as of one revision, with hashes of secrets and with certificates: a header, then a line of JSON each")
            .Produces<string>(StatusCodes.Status200OK, BackupHeaderView.ContentType)
            .WithProblems();
        endpoints
            .MapPut(RestRoutes.Restore, RestoreAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithTags("v1")
            .WithName("restore")
            .WithSummary("Sets the clients to what a backup says, all at once or not at all; dryRun only says what would change")
            .Accepts<string>(BackupHeaderView.ContentType)
            .WithMetadata(RestoreBody.Instance)
            .WithProblems(400, 413, 415, 422, 503, 507);
    }

    private static FileContentHttpResult Backup(ClientRegistry registry, TimeProvider time) =>
        TypedResults.File(ClientBackup.Write(registry.Current, time.GetUtcNow()), BackupHeaderView.ContentType);

    private static async Task<Results<Ok<RestoreView>, ApiProblemResult>> RestoreAsync(
        HttpRequest request,
        ClientRegistry registry,
        ILogger<ClientRegistry> logger,
        CancellationToken cancellationToken,
        bool dryRun = false
    )
    {
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            var wanted = ClientBackup.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
            if ((dryRun ? registry.Compare(wanted) : await registry.RestoreAsync(wanted, cancellationToken)) is not { } outcome)
                return new ApiProblemResult(RestProblems.Full("the backup has more clients than the store takes"));
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
            "Backup restored: {Added} clients added, {Changed} changed, {Removed} removed, up to revision {Revision}",
            EventName = "BackupRestored"
        )]
        public static partial void Restored(ILogger logger, int added, int changed, int removed, ulong revision);
    }
}
