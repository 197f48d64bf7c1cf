using System.Threading.Channels;
using Microsoft.Extensions.Options;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.State;
using SocketWarp.ControlApi.Store.Journal;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.ControlApi.Store;

/// <summary>
/// The embedded store: one writer takes what waits, writes it as one frame, and answers all when it is durable (group commit).
/// Readers see only what is durable.
/// </summary>
internal sealed partial class JournalStore(StateDirectory directory, IOptions<StateSettings> settings, ServiceFailure failure, ILogger<JournalStore> logger)
    : IAssignmentStore, IAsyncDisposable
{
    public const string FileName = "assignments.journal";

    private readonly StateSettings _settings = settings.Value;
    private readonly ChangeSignal _changed = new();
    private readonly Channel<PendingChange> _pending = Channel.CreateBounded<PendingChange>(settings.Value.MaxWaitingChanges);
    private AssignmentTable _table = AssignmentTable.Empty;
    private JournalFile? _file;
    private Task _writer = Task.CompletedTask;
    private long _compactAbove;

    /// <exception cref="StartupException">The journal is damaged or cannot be opened.</exception>
    public void Open()
    {
        var path = directory.File(FileName);
        try
        {
            _file = JournalFile.Open(path, out _table, out var tornBytes);
            if (tornBytes > 0) Log.TornTail(logger, path, tornBytes);
            DropTentative();
        }
        catch (JournalCorruptException e)
        {
            throw new JournalCorruptException($"{path} is damaged: {e.Message}; put back a copy of the file, or move it away to start empty", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalBrokenException)
        {
            throw new StartupException($"{path} cannot be used: {e.Message.TrimEnd('.')}", e);
        }

        _compactAbove = _settings.CompactAboveBytes;
        Log.Opened(logger, _table.Count, _table.Revision, path);
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>It is open and has not failed.</summary>
    public bool IsWriting => _file is not null && !_writer.IsCompleted;

    public ValueTask<AssignmentTable> ReadAsync(CancellationToken cancellationToken) => new(Volatile.Read(ref _table));

    public Task<StoreOutcome> PutAsync(Assignment wish, PutCondition condition, CancellationToken cancellationToken) =>
        ChangeAsync(table => StoreRules.Put(table, wish, condition, _settings.MaxAssignments), cancellationToken);

    public Task<StoreOutcome> RemoveAsync(string id, ulong? ifRevision, CancellationToken cancellationToken) =>
        ChangeAsync(table => StoreRules.Remove(table, id, ifRevision), cancellationToken);

    public Task<StoreOutcome> ConfirmAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(table => StoreRules.Confirm(table, id), cancellationToken);

    public async Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken)
    {
        for (var next = _changed.Next; Volatile.Read(ref _table).Revision <= after; next = _changed.Next) await next.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writer;
        _file?.Dispose();
    }

    /// <summary>An open that was not answered before the process ended never happened.</summary>
    private void DropTentative()
    {
        foreach (var batch in _table.All.Where(a => a.Tentative).ToArray().Chunk(JournalText.MaxRecords))
        {
            var table = _table;
            var records = batch.Select((a, i) => new JournalRecord { Revision = table.Revision + (ulong)i + 1, Remove = a.Id }).ToArray();
            _file!.Append(JournalText.Frame(records));
            _table = records.Aggregate(_table, (t, r) => r.ApplyTo(t));
        }
    }

    private async Task<StoreOutcome> ChangeAsync(Func<AssignmentTable, StoreRules.Verdict> judge, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var change = new PendingChange(judge);
        if (!_pending.Writer.TryWrite(change))
            throw new StoreUnavailableException(_pending.Reader.Completion.IsCompleted ? "the store is closed" : $"{_settings.MaxWaitingChanges} changes wait for the disk already; try again later");
        // Not cancelled from here on: whoever waits must learn whether it happened.
        return await change.Done.Task;
    }
}
