using SocketWarp.Base.State;

namespace SocketWarp.Store.Tests.Support;

/// <summary>A log in memory, which several tables may follow. Its content outlives it.</summary>
internal sealed class MemoryLog(MemoryLog.Content content) : ILog
{
    private Exception? _failure;

    public string Name => "memory";

    /// <summary>What the next snapshot throws; a call that is no snapshot throws nothing of it.</summary>
    public Exception? SnapshotFailure { get; set; }

    /// <summary>What the next call throws.</summary>
    public void FailNext(Exception failure) => _failure = failure;

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        ThrowIfAsked(cancellationToken);
        lock (content)
        {
            if (content.Revision != expected)
                return Task.FromResult(false);
            content.Entries.AddRange(entries);
            content.Appends++;
        }

        content.Changed.Set();
        return Task.FromResult(true);
    }

    public Task<LogContent> ReadAsync(ulong from, CancellationToken cancellationToken)
    {
        ThrowIfAsked(cancellationToken);
        lock (content)
        {
            if (from > content.Revision)
                throw new StoreWentBackException(Name, from, $"it is at {content.Revision}");
            var snapshot = from < content.Trimmed ? content.Snapshot : null;
            var first = (int)(Math.Max(from, snapshot?.Revision ?? 0) - content.Trimmed);
            return Task.FromResult(new LogContent(snapshot, [.. content.Entries.Skip(first)]));
        }
    }

    public Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        ThrowIfAsked(cancellationToken);
        if (SnapshotFailure is { } failure)
        {
            SnapshotFailure = null;
            throw failure;
        }

        lock (content)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, content.Revision);
            if (revision >= content.Snapshot.Revision)
                content.Snapshot = new LogSnapshot(revision, [.. parts]);
        }

        return Task.CompletedTask;
    }

    public Task TrimAsync(CancellationToken cancellationToken)
    {
        ThrowIfAsked(cancellationToken);
        lock (content)
        {
            content.Entries.RemoveRange(0, (int)(content.Snapshot.Revision - content.Trimmed));
            content.Trimmed = content.Snapshot.Revision;
        }

        return Task.CompletedTask;
    }

    public async Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken)
    {
        for (var next = content.Changed.Next; content.Revision <= after; next = content.Changed.Next)
            await next.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ThrowIfAsked(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw failure;
    }

    internal sealed class Content
    {
        public ChangeSignal Changed { get; } = new();

        public List<string> Entries { get; } = [];

        public int Appends { get; set; }

        public LogSnapshot Snapshot { get; set; } = new(0, []);

        /// <summary>The revision of the last entry that is gone.</summary>
        public ulong Trimmed { get; set; }

        public ulong Revision
        {
            get
            {
                lock (this)
                    return Trimmed + (ulong)Entries.Count;
            }
        }
    }
}
