using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Http;
using SocketWarp.ControlApi.Store;
using SocketWarp.Protocol.Rest;
using SocketWarp.Store;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Rest;

/// <summary>Records assignments and tells what their gateways make of them.</summary>
internal sealed partial class AssignmentWriter(
    IAssignmentStore store,
    GatewayRegistry registry,
    AnswerWaiter waiter,
    IOptions<ApiSettings> api,
    IOptions<StateSettings> state,
    ILogger<AssignmentWriter> logger
)
{
    public async Task<WriteResult> CreateAsync(AssignmentRequest request, RequestKey? key, CancellationToken cancellationToken) =>
        AssignmentRules.TryRead(request, request.Id ?? AssignmentIds.New(), out var assignment, out var problem)
            ? await StoreAsync(key, assignment, PutCondition.IsNew, cancellationToken)
            : WriteResult.Failed(problem);

    /// <param name="id">From the path; null: from the body, or else gateway, protocol and port say which one is meant.</param>
    /// <param name="ifRevision">From If-Match.</param>
    public async Task<WriteResult> PutAsync(string? id, AssignmentRequest request, ulong? ifRevision, RequestKey? key, CancellationToken cancellationToken)
    {
        if (id is not null && request.Id is not null && request.Id != id)
            return WriteResult.Failed(
                Problems.Invalid("id", request.Id, $"id is \"{request.Id}\" in the body and \"{id}\" in the path", "leave it out of the body")
            );
        id ??= request.Id;
        if (id is null && request.Port == 0)
            return WriteResult.Failed(Problems.Invalid("id", null, "id is missing, and port 0 names no assignment", "write an id, or create it with POST"));
        if (!AssignmentRules.TryRead(request, id ?? AssignmentIds.New(), out var assignment, out var problem))
            return WriteResult.Failed(problem);

        var table = await store.ReadAsync(cancellationToken);
        // The same port for another uid is another assignment; to hand a port over, a caller names its id.
        if (id is null && table.Find(assignment.PortKey!.Value) is { } same && same.Uid == assignment.Uid)
            assignment = assignment with { Id = same.Id };
        // Asked to choose again, a gateway keeps what it chose.
        if (assignment.Port == 0 && table.Find(assignment.Id) is { } before && before.Gateway == assignment.Gateway)
            assignment = assignment with { Port = before.Port };
        return await StoreAsync(key, assignment, ifRevision is { } revision ? PutCondition.AtRevision(revision) : PutCondition.None, cancellationToken);
    }

    /// <returns>Null when it is removed.</returns>
    public async Task<ApiProblem?> RemoveAsync(string id, ulong? ifRevision, RequestKey? key, CancellationToken cancellationToken)
    {
        var (use, outcome) = await store.RemoveAsync(key, id, ifRevision, cancellationToken);
        if (use == KeyUse.OtherRequest)
            return Problems.KeyReused();
        if (!outcome.IsDone)
            return ProblemOf(outcome, id);
        if (use == KeyUse.First)
            Log.Removed(logger, id, outcome.Revision);
        await waiter.ForAppliedAsync(outcome.Assignment!.Gateway, outcome.Revision, api.Value.AcknowledgeTimeout, cancellationToken);
        return null;
    }

    private async Task<WriteResult> StoreAsync(RequestKey? key, Assignment assignment, PutCondition condition, CancellationToken cancellationToken)
    {
        var (use, outcome) = await store.PutAsync(key, assignment, condition, cancellationToken);
        if (use == KeyUse.OtherRequest)
            return WriteResult.Failed(Problems.KeyReused());
        if (!outcome.IsDone)
            return WriteResult.Failed(ProblemOf(outcome, assignment.Id));
        var stored = outcome.Assignment!;
        if (use == KeyUse.Repeat && await ChangedSinceAsync(stored, cancellationToken) is { } past)
            return WriteResult.Done(past, outcome.Status == StoreStatus.Created);
        if (use == KeyUse.First && outcome.Status != StoreStatus.Unchanged)
            Log.Stored(logger, assignment.Id, outcome.Revision, assignment.Gateway, assignment.Port, assignment.Uid, assignment.Target);
        var view = await waiter.ForStateAsync(stored.Id, api.Value.AcknowledgeTimeout, cancellationToken);
        // Removed by somebody else while we waited: what was stored is still what happened.
        view ??= AssignmentMapping.ToView(stored, registry.Find(stored.Gateway));
        return WriteResult.Done(view, outcome.Status == StoreStatus.Created);
    }

    /// <summary>What was stored by the first of two requests; null when it is so still, and can be shown with its state.</summary>
    private async Task<AssignmentView?> ChangedSinceAsync(Assignment stored, CancellationToken cancellationToken)
    {
        var now = (await store.ReadAsync(cancellationToken)).Find(stored.Id);
        // The port that a gateway chose is no change of a caller's.
        return now?.SaysTheSameAs(stored.Port == 0 ? stored with { Port = now.Port } : stored) == true ? null : AssignmentMapping.ToPastView(stored, now);
    }

    private ApiProblem ProblemOf(StoreOutcome outcome, string id) =>
        outcome.Status switch
        {
            StoreStatus.PortTaken => AssignmentProblems.PortTaken(outcome.Assignment!),
            StoreStatus.IdTaken => AssignmentProblems.IdTaken(id),
            StoreStatus.RevisionMismatch => AssignmentProblems.RevisionMismatch(outcome.Assignment!),
            StoreStatus.Full => AssignmentProblems.StoreFull(state.Value.MaxAssignments),
            _ => Problems.NotFound("assignment", id, $"the ids are listed at {RestRoutes.Assignments}"),
        };

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "Assignment {Id} stored at revision {Revision}: port {Port} of gateway {Gateway} to {Target} behind {Uid}",
            EventName = "AssignmentStored"
        )]
        public static partial void Stored(ILogger logger, string id, ulong revision, string gateway, int port, string uid, string target);

        [LoggerMessage(2, LogLevel.Information, "Assignment {Id} removed at revision {Revision}", EventName = "AssignmentRemoved")]
        public static partial void Removed(ILogger logger, string id, ulong revision);
    }
}
