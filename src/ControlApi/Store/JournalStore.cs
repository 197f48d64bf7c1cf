using Microsoft.Extensions.Options;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.State;
using SocketWarp.ControlApi.Store.Journal;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Journal;
using SocketWarp.ServiceDefaults.State;

namespace SocketWarp.ControlApi.Store;

/// <summary>The embedded store: a journal in the state directory.</summary>
internal sealed partial class JournalStore(StateDirectory directory, IOptions<StateSettings> settings, ServiceFailure failure, ILogger<JournalStore> logger)
    : IAssignmentStore, IAsyncDisposable
{
    public const string FileName = "assignments.journal";

    private readonly StateSettings _settings = settings.Value;
    private readonly JournaledTable<AssignmentTable, JournalRecord> _journal =
        new(directory.File(FileName), new JournalOptions(settings.Value.CompactAboveBytes, settings.Value.MaxWaitingChanges), failure, logger);

    /// <exception cref="StartupException">The journal is damaged or cannot be opened.</exception>
    public void Open()
    {
        _journal.Open(DropTentative);
        Log.Opened(logger, _journal.Current.Count, _journal.Current.Revision, directory.File(FileName));
    }

    /// <summary>It is open and has not failed.</summary>
    public bool IsWriting => _journal.IsWriting;

    public ValueTask<AssignmentTable> ReadAsync(CancellationToken cancellationToken) => new(_journal.Current);

    public Task<StoreOutcome> PutAsync(Assignment wish, PutCondition condition, CancellationToken cancellationToken) =>
        _journal.ChangeAsync(table => StoreRules.Put(table, wish, condition, _settings.MaxAssignments), cancellationToken);

    public Task<StoreOutcome> RemoveAsync(string id, ulong? ifRevision, CancellationToken cancellationToken) =>
        _journal.ChangeAsync(table => StoreRules.Remove(table, id, ifRevision), cancellationToken);

    public Task<StoreOutcome> ConfirmAsync(string id, CancellationToken cancellationToken) =>
        _journal.ChangeAsync(table => StoreRules.Confirm(table, id), cancellationToken);

    public Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken) => _journal.WaitForChangeAsync(after, cancellationToken);

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    /// <summary>An open that was not answered before the process ended never happened.</summary>
    private static IEnumerable<JournalRecord> DropTentative(AssignmentTable table) =>
        table.All.Where(a => a.Tentative).Select((a, i) => new JournalRecord { Revision = table.Revision + (ulong)i + 1, Remove = a.Id });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} assignments at revision {Revision} in {Path}")]
        public static partial void Opened(ILogger logger, int count, ulong revision, string path);
    }
}
