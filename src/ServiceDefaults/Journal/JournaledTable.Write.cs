using Microsoft.Extensions.Logging;

namespace SocketWarp.ServiceDefaults.Journal;

public sealed partial class JournaledTable<TTable, TRecord>
{
    private async Task WriteAsync()
    {
        var batch = new List<PendingChange<TTable, TRecord>>();
        while (await _pending.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < TTable.MaxBatch && _pending.Reader.TryRead(out var change)) batch.Add(change);
            try
            {
                Commit(batch);
            }
            catch (JournalBrokenException e)
            {
                Break(batch, e);
                return;
            }
            catch (Exception e)
            {
                if (_refusals.Pass(out var more)) Log.WriteFailed(logger, e.Message, more);
                foreach (var change in batch) change.Fail(new JournalUnavailableException($"the journal could not be written: {e.Message.TrimEnd('.')}", e));
            }
        }
    }

    private void Commit(List<PendingChange<TTable, TRecord>> batch)
    {
        var table = _table;
        var records = new List<TRecord>(batch.Count);
        foreach (var change in batch)
        {
            if (change.Judge(table) is not { } record) continue;
            table = table.Apply(record);
            records.Add(record);
        }

        if (records.Count > 0)
        {
            _file!.Append(JournalText<TTable, TRecord>.Frame(records));
            Volatile.Write(ref _table, table);
            _changed.Set();
        }

        foreach (var change in batch) change.Complete();
        CompactIfDue();
    }

    private void Append(TRecord[] records)
    {
        _file!.Append(JournalText<TTable, TRecord>.Frame(records));
        _table = records.Aggregate(_table, (t, r) => t.Apply(r));
    }

    private void CompactIfDue()
    {
        if (_file!.Length - _file.SnapshotLength < Math.Max(_compactAbove, _file.SnapshotLength)) return;
        try
        {
            var before = _file.Length;
            _file.Compact(_table);
            _compactAbove = options.CompactAboveBytes;
            Log.Compacted(logger, before, _file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal is whole without it. Trying again at each change would double every write.
            _compactAbove = _file.Length - _file.SnapshotLength + options.CompactAboveBytes;
            Log.CompactionFailed(logger, e.Message);
        }
    }

    private void Break(List<PendingChange<TTable, TRecord>> batch, JournalBrokenException reason)
    {
        _pending.Writer.TryComplete();
        while (_pending.Reader.TryRead(out var change)) batch.Add(change);
        foreach (var change in batch) change.Fail(new JournalUnavailableException(reason.Message, reason));
        failure.Fail(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "the last {Bytes} bytes of {Path} are an unfinished write of a process that was killed; they were never acknowledged and are cut off")]
        public static partial void TornTail(ILogger logger, string path, long bytes);

        [LoggerMessage(2, LogLevel.Information, "journal compacted from {Before} to {After} bytes")]
        public static partial void Compacted(ILogger logger, long before, long after);

        [LoggerMessage(3, LogLevel.Warning, "journal not compacted, going on with the long one: {Reason}")]
        public static partial void CompactionFailed(ILogger logger, string reason);

        [LoggerMessage(4, LogLevel.Error, "changes refused, the journal could not be written: {Reason}{More}")]
        public static partial void WriteFailed(ILogger logger, string reason, string more);
    }
}
