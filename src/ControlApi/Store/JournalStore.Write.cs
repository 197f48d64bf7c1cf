using SocketWarp.ControlApi.Store.Journal;

namespace SocketWarp.ControlApi.Store;

internal sealed partial class JournalStore
{
    private async Task WriteAsync()
    {
        var batch = new List<PendingChange>();
        while (await _pending.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < JournalText.MaxRecords && _pending.Reader.TryRead(out var change)) batch.Add(change);
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
                Log.WriteFailed(logger, e.Message);
                foreach (var change in batch) change.Done.TrySetException(new StoreUnavailableException($"the journal could not be written: {e.Message.TrimEnd('.')}", e));
            }
        }
    }

    private void Commit(List<PendingChange> batch)
    {
        var table = _table;
        var records = new List<JournalRecord>(batch.Count);
        foreach (var change in batch)
        {
            var verdict = change.Judge(table);
            change.Outcome = verdict.Outcome;
            if (verdict.Record is not { } record) continue;
            table = record.ApplyTo(table);
            records.Add(record);
        }

        if (records.Count > 0)
        {
            _file!.Append(JournalText.Frame(records));
            Volatile.Write(ref _table, table);
            _changed.Set();
        }

        foreach (var change in batch) change.Done.TrySetResult(change.Outcome);
        CompactIfDue();
    }

    private void CompactIfDue()
    {
        if (_file!.Length - _file.SnapshotLength < Math.Max(_compactAbove, _file.SnapshotLength)) return;
        try
        {
            var before = _file.Length;
            _file.Compact(_table);
            _compactAbove = _settings.CompactAboveBytes;
            Log.Compacted(logger, before, _file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal is whole without it. Trying again at each change would double every write.
            _compactAbove = _file.Length - _file.SnapshotLength + _settings.CompactAboveBytes;
            Log.CompactionFailed(logger, e.Message);
        }
    }

    private void Break(List<PendingChange> batch, JournalBrokenException reason)
    {
        _pending.Writer.TryComplete();
        while (_pending.Reader.TryRead(out var change)) batch.Add(change);
        foreach (var change in batch) change.Done.TrySetException(new StoreUnavailableException(reason.Message, reason));
        failure.Fail(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} assignments at revision {Revision} in {Path}")]
        public static partial void Opened(ILogger logger, int count, ulong revision, string path);

        [LoggerMessage(2, LogLevel.Warning, "the last {Bytes} bytes of {Path} are an unfinished write of a process that was killed; they were never acknowledged and are cut off")]
        public static partial void TornTail(ILogger logger, string path, long bytes);

        [LoggerMessage(3, LogLevel.Information, "journal compacted from {Before} to {After} bytes")]
        public static partial void Compacted(ILogger logger, long before, long after);

        [LoggerMessage(4, LogLevel.Warning, "journal not compacted, going on with the long one: {Reason}")]
        public static partial void CompactionFailed(ILogger logger, string reason);

        [LoggerMessage(5, LogLevel.Error, "changes refused, the journal could not be written: {Reason}")]
        public static partial void WriteFailed(ILogger logger, string reason);
    }
}
