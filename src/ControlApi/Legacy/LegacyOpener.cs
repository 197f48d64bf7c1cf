using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Rest;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Legacy;

/// <summary>
/// Opens a port the way socket-warp did: the answer says what really happened, and a failure leaves nothing stored. Until the gateway has
/// answered, the assignment is tentative, so that not even a crash leaves one behind.
/// </summary>
internal sealed partial class LegacyOpener(
    IAssignmentStore store,
    GatewayRegistry registry,
    AnswerWaiter waiter,
    IOptions<LegacySettings> settings,
    ILogger<LegacyOpener> logger
)
{
    private readonly LegacySettings _settings = settings.Value;

    /// <returns>Null when it is open, else the text of the failure.</returns>
    public async Task<string?> OpenAsync(string uid, int port, TargetAddress target, CancellationToken cancellationToken)
    {
        if (!_settings.OpenWithoutSession)
        {
            await waiter.ForSessionsAsync(_settings.Gateway, _settings.OpenTimeout, cancellationToken);
            if (registry.Find(_settings.Gateway)?.HasSession(uid) != true)
                return LegacyAnswer.NoSession;
        }

        var assignment = new Assignment
        {
            Id = AssignmentIds.New(),
            Gateway = _settings.Gateway,
            Protocol = AssignedProtocol.Tcp,
            Port = port,
            Uid = uid,
            Target = target.ToString(),
            Tentative = true,
        };
        var outcome = await store.PutAsync(assignment, PutCondition.IsNew, cancellationToken);
        if (!outcome.IsDone)
            return LegacyAnswer.OpenFailed(Reason(outcome));
        var failure = "the caller went away";
        try
        {
            failure = FailureOf(await waiter.ForStateAsync(assignment.Id, _settings.OpenTimeout, cancellationToken));
        }
        finally
        {
            // Not cancelled: whatever happens to the caller, nothing stays tentative.
            failure = await SettleAsync(outcome.Assignment!, failure);
        }

        if (failure is null)
            Log.Opened(logger, port, uid, assignment.Target, assignment.Id);
        else
            Log.NotOpened(logger, port, uid, failure);
        return failure;
    }

    private async Task<string?> SettleAsync(Assignment assignment, string? failure)
    {
        if (failure is null)
            return (await store.ConfirmAsync(assignment.Id, CancellationToken.None)).IsDone ? null : LegacyAnswer.OpenFailed("it was closed meanwhile");
        await store.RemoveAsync(assignment.Id, assignment.Revision, CancellationToken.None);
        return failure;
    }

    private string? FailureOf(AssignmentView? view) =>
        view switch
        {
            null => LegacyAnswer.OpenFailed("it was closed meanwhile"),
            { State: AssignmentStatus.Listening } => null,
            { State: AssignmentStatus.Failed } => LegacyAnswer.OpenFailed(view.Reason ?? "the gateway gives no reason"),
            _ when _settings.OpenWithoutSession => null,
            { State: AssignmentStatus.Waiting } => LegacyAnswer.NoSession,
            _ => LegacyAnswer.OpenFailed(view.Reason ?? $"no answer within {DurationText.Format(_settings.OpenTimeout)}"),
        };

    private static string Reason(StoreOutcome outcome) =>
        outcome.Status switch
        {
            StoreStatus.PortTaken => $"port {outcome.Assignment!.Port} is taken by assignment \"{outcome.Assignment.Id}\" of uid \"{outcome.Assignment.Uid}\"",
            StoreStatus.Full => "the store is full",
            _ => "the id is taken, try again",
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Port {Port} opened to {Target} behind {Uid} as assignment {Id}", EventName = "PortOpened")]
        public static partial void Opened(ILogger logger, int port, string uid, string target, string id);

        [LoggerMessage(2, LogLevel.Information, "Port {Port} not opened for {Uid}: {Reason}", EventName = "PortNotOpened")]
        public static partial void NotOpened(ILogger logger, int port, string uid, string reason);
    }
}
