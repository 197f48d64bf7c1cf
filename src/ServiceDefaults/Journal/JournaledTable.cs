using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.ServiceDefaults.State;

namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>
/// A table that is kept in an append-only file: one writer takes the changes that wait, writes them as one frame, and answers all when it
/// is durable (group commit). Readers see only what is durable.
/// </summary>
/// <param name="path">Of the file.</param>
/// <param name="failure">Told when nobody knows any more what is on the medium.</param>
public sealed partial class JournaledTable<TTable, TRecord>(string path, JournalOptions options, ServiceFailure failure, ILogger logger) : IAsyncDisposable
    where TTable : class, IJournalTable<TTable, TRecord>
    where TRecord : class, IJournalRecord
{
    /// <summary>Bytes of JSON that the largest batch may have.</summary>
    public const int MaxBatchBytes = JournalFrame.MaxBody;

    private readonly ChangeSignal _changed = new();
    private readonly Channel<PendingChange<TTable, TRecord>> _pending = Channel.CreateBounded<PendingChange<TTable, TRecord>>(options.MaxWaitingChanges);
    private readonly LogThrottle _refusals = new(TimeProvider.System, TimeSpan.FromSeconds(1));
    private TTable _table = TTable.StartAt(0);
    private JournalFile<TTable, TRecord>? _file;
    private Task _writer = Task.CompletedTask;
    private long _compactAbove;

    public TTable Current => Volatile.Read(ref _table);

    /// <summary>It is open and has not failed.</summary>
    public bool IsWriting => _file is not null && !_writer.IsCompleted;

    /// <param name="mend">Records, of consecutive revisions, that undo what the process's end left half done; written before anybody reads.</param>
    /// <exception cref="StartupException">The journal is damaged or cannot be opened.</exception>
    public void Open(Func<TTable, IEnumerable<TRecord>>? mend = null)
    {
        try
        {
            _file = JournalFile<TTable, TRecord>.Open(path, out _table, out var tornBytes);
            if (tornBytes > 0) Log.TornTail(logger, path, tornBytes);
            foreach (var batch in (mend?.Invoke(_table) ?? []).Chunk(TTable.MaxBatch)) Append(batch);
        }
        catch (JournalCorruptException e)
        {
            throw new JournalCorruptException($"{path} is damaged: {e.Message}; it is left as it is: put back a copy of it, or move it away to start empty", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalBrokenException)
        {
            throw new StartupException($"{path} cannot be used: {e.Message.TrimEnd('.')}", e);
        }

        _compactAbove = options.CompactAboveBytes;
        _writer = Task.Run(WriteAsync);
    }

    /// <param name="judge">Sees the table as it is when its turn comes. It must not throw, and be quick: all others wait.</param>
    /// <exception cref="JournalUnavailableException">The change was not made.</exception>
    public Task<TOutcome> ChangeAsync<TOutcome>(Func<TTable, Verdict<TRecord, TOutcome>> judge, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var change = new PendingChange<TTable, TRecord, TOutcome>(judge);
        if (!_pending.Writer.TryWrite(change))
            throw new JournalUnavailableException(_pending.Reader.Completion.IsCompleted ? "the store is closed" : $"{options.MaxWaitingChanges} changes wait for the disk already; try again later");
        // Not cancelled from here on: whoever waits must learn whether it happened.
        return change.Done;
    }

    /// <summary>Ends when the revision is above <paramref name="after"/>.</summary>
    public async Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken)
    {
        for (var next = _changed.Next; Current.Revision <= after; next = _changed.Next) await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        _file?.Dispose();
    }
}
