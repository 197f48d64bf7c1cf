using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.State;

namespace SocketWarp.Store;

/// <summary>
/// A table that follows a log. One loop takes the changes that wait, decides each by the table, appends their records at the table's revision,
/// and answers all of them once they are durable (group commit). Readers see only what is durable.
/// </summary>
/// <param name="log">Owned by the table.</param>
/// <param name="failure">Told when the content of the medium is unknown.</param>
public sealed partial class ReplicatedTable<TTable, TRecord>(ILog log, TableOptions options, ServiceFailure failure, ILogger logger) : IAsyncDisposable
    where TTable : class, ITable<TTable, TRecord>
    where TRecord : class, IRecord
{
    /// <summary>Records of one append: bounds how long the first writer of a batch waits for the last.</summary>
    public const int MaxBatch = 256;

    private readonly CancellationTokenSource _closing = new();
    private readonly ChangeSignal _changed = new();
    private readonly Channel<PendingChange<TTable, TRecord>> _pending = Channel.CreateBounded<PendingChange<TTable, TRecord>>(options.MaxWaitingChanges);
    private readonly LogThrottle _refusals = new(TimeProvider.System, TimeSpan.FromSeconds(1));
    private readonly LogThrottle _failedReads = new(TimeProvider.System, TimeSpan.FromSeconds(10));
    private TTable _table = TTable.StartAt(0);
    private Task? _loop;

    public TTable Current => Volatile.Read(ref _table);

    /// <summary>True while it is open and has not failed.</summary>
    public bool IsWriting => _loop is { IsCompleted: false };

    /// <param name="mend">Records, of consecutive revisions, that undo what the process's end left half done; appended before anybody reads. Asked until
    /// nothing is left.</param>
    /// <exception cref="StartupException">when the log is damaged or cannot be opened.</exception>
    public async Task OpenAsync(Func<TTable, IEnumerable<TRecord>>? mend, CancellationToken cancellationToken)
    {
        await log.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CatchUpAsync(cancellationToken).ConfigureAwait(false);
            await MendAsync(mend ?? (_ => []), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreBrokenException)
        {
            throw new StartupException(exception.Message, exception);
        }

        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <param name="decide">Sees the table as it is when its turn comes. It must not throw, and be quick: all others wait. It may be asked more than
    /// once.</param>
    /// <exception cref="StoreUnavailableException">when the change was not made.</exception>
    public Task<TOutcome> ChangeAsync<TOutcome>(Func<TTable, Decision<TRecord, TOutcome>> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var change = new PendingChange<TTable, TRecord, TOutcome>(decide);
        if (!_pending.Writer.TryWrite(change))
            throw new StoreUnavailableException(
                _pending.Reader.Completion.IsCompleted
                    ? "the store is closed"
                    : $"{options.MaxWaitingChanges} changes wait for the disk already; try again later"
            );
        // Not cancelled from here on: the caller must learn whether it happened.
        return change.Done;
    }

    /// <summary>Ends when the revision is above <paramref name="after"/>.</summary>
    public async Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken)
    {
        for (var next = _changed.Next; Current.Revision <= after; next = _changed.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        if (_loop is not null)
            await _loop.ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await log.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task MendAsync(Func<TTable, IEnumerable<TRecord>> mend, CancellationToken cancellationToken)
    {
        while (mend(_table).Take(MaxBatch).ToArray() is { Length: > 0 } batch)
        {
            if (await AppendAsync(batch).ConfigureAwait(false))
                Show(batch.Aggregate(_table, (table, record) => table.Apply(record)));
            else
                await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Show(TTable table)
    {
        Volatile.Write(ref _table, table);
        _changed.Set();
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var content = await log.ReadAsync(_table.Revision, cancellationToken).ConfigureAwait(false);
        if (content is { Snapshot: null, Entries: [] })
            return;
        _entryBytes = content.Snapshot is null ? _entryBytes : 0;
        _entryBytes += content.Entries.Sum(e => (long)e.Length);
        _snapshotBytes = content.Snapshot?.Parts.Sum(p => (long)p.Length) ?? _snapshotBytes;
        Show(Follow(content));
    }

    private TTable Follow(LogContent content)
    {
        try
        {
            return TableText<TTable, TRecord>.Apply(_table, content);
        }
        catch (StoreCorruptException exception)
        {
            throw StoreCorruptException.Of(log, exception.Message, exception);
        }
    }
}
