using Microsoft.Extensions.Logging;
using SocketWarp.Base;

namespace SocketWarp.Store;

public sealed partial class ReplicatedTable<TTable, TRecord>
{
    /// <summary>Pause before a log that could not be followed is asked again.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private long _entryBytes;
    private long _snapshotBytes;
    private long _snapshotAbove = options.SnapshotAboveBytes;

    private async Task RunAsync()
    {
        var batch = new List<PendingChange<TTable, TRecord>>();
        var pending = _pending.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        var appended = log.WaitForChangeAsync(_table.Revision, _closing.Token);
        while (true)
        {
            await Task.WhenAny(pending, appended).ConfigureAwait(false);
            batch.Clear();
            try
            {
                if (appended.IsCompleted)
                    appended = await FollowAsync(appended).ConfigureAwait(false);

                if (!pending.IsCompleted)
                    continue;
                if (!await pending.ConfigureAwait(false))
                    return;
                while (batch.Count < MaxBatch && _pending.Reader.TryRead(out var change))
                    batch.Add(change);
                pending = _pending.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
                var before = _table.Revision;
                await CommitAsync(batch).ConfigureAwait(false);
                // What was just appended needs no reading; the wait for it ends by itself.
                if (_table.Revision != before)
                    appended = log.WaitForChangeAsync(_table.Revision, _closing.Token);
                await SnapshotIfDueAsync().ConfigureAwait(false);
            }
            catch (StoreUnavailableException exception)
            {
                if (_refusals.Pass(out var more))
                    Log.Refused(logger, exception.Message, more);
                foreach (var change in batch)
                    change.Fail(exception);
            }
            catch (Exception exception)
            {
                Break(batch, exception);
                return;
            }
        }
    }

    /// <summary>Takes over what others appended.</summary>
    /// <returns>Ends when there is more to take over.</returns>
    private async Task<Task> FollowAsync(Task appended)
    {
        try
        {
            await appended.ConfigureAwait(false);
            await CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
            return log.WaitForChangeAsync(_table.Revision, _closing.Token);
        }
        catch (StoreUnavailableException exception)
        {
            if (_failedReads.Pass(out var more))
                Log.NotFollowed(logger, exception.Message, more);
            return Task.Delay(RetryAfter, _closing.Token);
        }
    }

    private async Task CommitAsync(List<PendingChange<TTable, TRecord>> batch)
    {
        while (true)
        {
            RefuseLate(batch);
            var table = _table;
            var records = new List<TRecord>(batch.Count);
            foreach (var change in batch.ToArray())
            {
                if (!TryDecide(change, table, out var more))
                {
                    batch.Remove(change);
                    continue;
                }

                table = more.Aggregate(table, (t, record) => t.Apply(record));
                records.AddRange(more);
            }

            if (records.Count == 0)
            {
                // Nothing is written, and yet it is answered as of now, not as of what this process saw last.
                await CatchUpBeforeAsync().ConfigureAwait(false);
                if (ReferenceEquals(table, _table))
                    break;
                continue;
            }

            if (await AppendAsync(records).ConfigureAwait(false))
            {
                Show(table);
                break;
            }

            // Another process was first: its changes may change every decision.
            await CatchUpBeforeAsync().ConfigureAwait(false);
        }

        foreach (var change in batch)
            change.Complete();
    }

    /// <summary>Refuses what others have overtaken, or kept waiting, for too long. Nothing of it is in the log.</summary>
    private void RefuseLate(List<PendingChange<TTable, TRecord>> batch)
    {
        foreach (var change in batch.Where(c => c.Age > options.ChangeTimeout).ToArray())
        {
            batch.Remove(change);
            change.Fail(
                new StoreUnavailableException(
                    $"{log.Name} was busy with other changes for {DurationText.Format(options.ChangeTimeout)}, and this one was not made"
                )
            );
        }
    }

    /// <summary>Reads before anything of a batch is in the log: whatever becomes of the reading, nothing was changed.</summary>
    private async Task CatchUpBeforeAsync()
    {
        try
        {
            await CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception) when (exception.MayHaveHappened)
        {
            throw new StoreUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>A rule that fails is the failure of its own change, not of those that wait beside it.</summary>
    private static bool TryDecide(PendingChange<TTable, TRecord> change, TTable table, out IReadOnlyList<TRecord> records)
    {
        try
        {
            records = change.Decide(table);
            return true;
        }
        catch (Exception exception)
        {
            records = [];
            change.Fail(exception);
            return false;
        }
    }

    private async Task<bool> AppendAsync(IReadOnlyList<TRecord> records)
    {
        string[] entries = [.. records.Select(TableText<TTable, TRecord>.Write)];
        if (!await log.AppendAsync(_table.Revision, entries, CancellationToken.None).ConfigureAwait(false))
            return false;
        _entryBytes += entries.Sum(e => (long)e.Length);
        return true;
    }

    private async Task SnapshotIfDueAsync()
    {
        if (_entryBytes < Math.Max(_snapshotAbove, _snapshotBytes))
            return;
        try
        {
            var parts = TableText<TTable, TRecord>.WriteSnapshot(_table);
            await log.SnapshotAsync(_table.Revision, parts, CancellationToken.None).ConfigureAwait(false);
            await log.TrimAsync(CancellationToken.None).ConfigureAwait(false);
            var before = _entryBytes + _snapshotBytes;
            (_snapshotBytes, _entryBytes, _snapshotAbove) = (parts.Sum(p => (long)p.Length), 0, options.SnapshotAboveBytes);
            Log.SnapshotTaken(logger, before, _snapshotBytes);
        }
        catch (StoreUnavailableException exception)
        {
            // The log is whole without it. Trying again at each change would double every write.
            _snapshotAbove = _entryBytes + options.SnapshotAboveBytes;
            Log.SnapshotFailed(logger, exception.Message);
        }
    }

    private void Break(List<PendingChange<TTable, TRecord>> batch, Exception reason)
    {
        // First: who hears of it must find that the process is ending.
        failure.Fail(reason);
        _pending.Writer.TryComplete();
        while (_pending.Reader.TryRead(out var change))
            batch.Add(change);
        foreach (var change in batch)
            change.Fail(new StoreUnavailableException(reason.Message, reason));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Log of {Before} characters replaced by a snapshot of {After}", EventName = "SnapshotTaken")]
        public static partial void SnapshotTaken(ILogger logger, long before, long after);

        [LoggerMessage(2, LogLevel.Warning, "No snapshot taken, going on with the long log: {Reason}", EventName = "SnapshotFailed")]
        public static partial void SnapshotFailed(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Error, "Changes refused: {Reason}{More}", EventName = "ChangesRefused")]
        public static partial void Refused(ILogger logger, string reason, string more);

        [LoggerMessage(4, LogLevel.Error, "Changes of others cannot be followed: {Reason}{More}", EventName = "StoreNotFollowed")]
        public static partial void NotFollowed(ILogger logger, string reason, string more);
    }
}
