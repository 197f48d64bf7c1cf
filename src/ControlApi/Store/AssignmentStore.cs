using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Rest;
using SocketWarp.Store;
using Decision = SocketWarp.Store.Decision<SocketWarp.ControlApi.Assignments.AssignmentRecord, SocketWarp.ControlApi.Assignments.StoreOutcome>;

namespace SocketWarp.ControlApi.Store;

/// <summary>The assignments, in a table that follows a log.</summary>
/// <param name="log">Owned by the store.</param>
internal sealed partial class AssignmentStore(
    ILog log,
    IOptions<StateSettings> settings,
    ServiceFailure failure,
    TimeProvider time,
    ILogger<AssignmentStore> logger
) : IAssignmentStore, IAsyncDisposable
{
    private readonly StateSettings _settings = settings.Value;
    private readonly AnswerLimits _answers = new(settings.Value.MaxRequestKeys, settings.Value.RequestKeyLifetime);
    private readonly ReplicatedTable<AssignmentTable, AssignmentRecord> _table = new(
        log,
        new TableOptions(settings.Value.CompactAboveBytes, settings.Value.MaxWaitingChanges, settings.Value.ChangeTimeout),
        failure,
        logger
    );

    public bool IsWriting => _table.IsWriting;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        // In a shared store another process may still settle its own: TentativeSweep removes what nobody settles.
        await _table.OpenAsync(_settings.Redis.IsUsed ? null : DropTentative, cancellationToken);
        Log.Opened(logger, _table.Current.Count, _table.Current.Revision);
    }

    public ValueTask<AssignmentTable> ReadAsync(CancellationToken cancellationToken) => new(_table.Current);

    public Task<StoreOutcome> PutAsync(Assignment assignment, PutCondition condition, CancellationToken cancellationToken) =>
        _table.ChangeAsync(table => StoreRules.Put(table, assignment, condition, _settings.MaxAssignments), cancellationToken);

    public Task<StoreOutcome> RemoveAsync(string id, ulong? ifRevision, CancellationToken cancellationToken) =>
        _table.ChangeAsync(table => StoreRules.Remove(table, id, ifRevision), cancellationToken);

    public Task<Keyed<StoreOutcome>> PutAsync(RequestKey? key, Assignment assignment, PutCondition condition, CancellationToken cancellationToken) =>
        ChangeAsync(key, table => StoreRules.Put(table, assignment, condition, _settings.MaxAssignments), cancellationToken);

    public Task<Keyed<StoreOutcome>> RemoveAsync(RequestKey? key, string id, ulong? ifRevision, CancellationToken cancellationToken) =>
        ChangeAsync(key, table => StoreRules.Remove(table, id, ifRevision), cancellationToken);

    public Task<StoreOutcome> RemoveTentativeAsync(string id, ulong revision, CancellationToken cancellationToken) =>
        _table.ChangeAsync(table => StoreRules.RemoveTentative(table, id, revision), cancellationToken);

    public Task<StoreOutcome> ConfirmAsync(string id, CancellationToken cancellationToken) =>
        _table.ChangeAsync(table => StoreRules.Confirm(table, id), cancellationToken);

    public Task<RestoreView?> RestoreAsync(IReadOnlyList<Assignment> wanted, CancellationToken cancellationToken) =>
        _table.ChangeAsync(table => AssignmentRestoreRules.Replace(table, wanted, _settings.MaxAssignments), cancellationToken);

    public Task<RestoreView?> CompareAsync(IReadOnlyList<Assignment> wanted, CancellationToken cancellationToken) =>
        Task.FromResult(AssignmentRestoreRules.Replace(_table.Current, wanted, _settings.MaxAssignments).Outcome);

    public Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken) => _table.WaitForChangeAsync(after, cancellationToken);

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    private Task<Keyed<StoreOutcome>> ChangeAsync(RequestKey? key, Func<AssignmentTable, Decision> rule, CancellationToken cancellationToken) =>
        _table.ChangeAsync(
            table =>
                table.Answers.Decide<AssignmentRecord>(
                    key,
                    _answers,
                    time.GetUtcNow(),
                    () => rule(table),
                    (change, answer) => AssignmentRecord.Answering(change, answer, table.Revision + 1)
                ),
            cancellationToken
        );

    /// <summary>An open that was not answered before the process ended never happened.</summary>
    private static IEnumerable<AssignmentRecord> DropTentative(AssignmentTable table) =>
        table.All.Where(a => a.Tentative).Select((a, i) => new AssignmentRecord { Revision = table.Revision + (ulong)i + 1, Remove = a.Id });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} assignments at revision {Revision}", EventName = "StoreOpened")]
        public static partial void Opened(ILogger logger, int count, ulong revision);
    }
}
