using System.Globalization;
using System.Text;
using SocketWarp.Base;
using SocketWarp.Base.State;
using StackExchange.Redis;

namespace SocketWarp.Store.Redis;

/// <summary>
/// A log in Redis, for any number of processes. Redis decides who appends: a step is a script that first compares the revision. What "durable" means is
/// the server's setting: with <c>appendfsync always</c> an acknowledged change survives its crash.
/// </summary>
/// <param name="name">The log's name below the key prefix. All keys of a log are in one slot of a cluster.</param>
public sealed class RedisLog(RedisConnection redis, string name) : ILog
{
    private readonly string _slot = $"{{{redis.Settings.KeyPrefix}:{name}}}";
    private readonly ChangeSignal _changed = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _polling = Task.CompletedTask;
    private string _lineage = "";
    private volatile Position _position = new(0, ""); // that was read or appended last
    private ulong _seen; // the newest revision that anybody told of
    private volatile bool _wentBack; // perhaps

    public string Name => $"{name} in {redis.Name}";

    private string Channel => $"{_slot}:changes";

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await redis.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var head = await RunAsync(RedisScripts.Open, [RedisScripts.Format, NewTip()], 0, cancellationToken).ConfigureAwait(false);
            if (head[1] != RedisScripts.Format)
                throw new StartupException(
                    $"{Name} was written by another version (format {head[1]}, this one reads format {RedisScripts.Format}): start that version again"
                );
            (_lineage, _position) = (head[2], new Position(Revision(head[3]), head[4]));
            _seen = _position.Revision;
            await redis.SubscribeAsync(Channel, Told).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException(exception.Message, exception);
        }

        _polling = Task.Run(PollAsync, CancellationToken.None);
    }

    public async Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var tip = NewTip();
        RedisValue[] values = [_lineage, Text(expected), TipOf(expected), tip, Channel, .. entries.Select(e => (RedisValue)e)];
        var answer = await RunAsync(RedisScripts.Append, values, Bytes(entries), cancellationToken).ConfigureAwait(false);
        if (answer[0] == RedisScripts.OtherRevision)
            return false;
        _position = new Position(expected + (ulong)entries.Count, tip);
        Saw(_position.Revision);
        return true;
    }

    public async Task<LogContent> ReadAsync(ulong from, CancellationToken cancellationToken)
    {
        var head = await RunAsync(RedisScripts.Head, [_lineage], 0, cancellationToken).ConfigureAwait(false);
        if (from == _position.Revision && new Position(Revision(head[1]), head[2]) == _position)
            return new LogContent(null, []);
        RedisValue[] values = [_lineage, Text(from), TipOf(from)];
        var result = await redis
            .RunAsync(RedisScripts.Read, Keys(), values, long.Parse(head[3], CultureInfo.InvariantCulture), cancellationToken)
            .ConfigureAwait(false);
        var answer = (RedisResult[])result!;
        Check((string)answer[0]!, answer.Length > 1 ? (string?)answer[1] : null, from);
        _position = new Position(Revision((string)answer[1]!), (string)answer[2]!);
        // Notices of a poll and of an append may overtake each other: what was read is what holds.
        _wentBack = false;
        Saw(_position.Revision);
        var snapshot = (string)answer[3]! is { Length: > 0 } revision ? new LogSnapshot(Revision(revision), (string[])answer[4]!) : null;
        return new LogContent(snapshot, (string[])answer[5]!);
    }

    public async Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        RedisValue[] values = [_lineage, Text(revision), .. parts.Select(p => (RedisValue)p)];
        var answer = await RunAsync(RedisScripts.Snapshot, values, Bytes(parts), cancellationToken).ConfigureAwait(false);
        if (answer[0] == RedisScripts.Ahead)
            throw new ArgumentOutOfRangeException(nameof(revision), revision, "is above the log's");
    }

    public Task TrimAsync(CancellationToken cancellationToken) => RunAsync(RedisScripts.Trim, [_lineage], 0, cancellationToken);

    public async Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken)
    {
        // A log that went back ends the wait too: the reader learns of it when it reads.
        for (var next = _changed.Next; Volatile.Read(ref _seen) <= after && !_wentBack; next = _changed.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _polling.ConfigureAwait(false);
    }

    /// <summary>A notification may be lost with its connection; what is polled is not.</summary>
    private async Task PollAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var restored = redis.Restored.Next;
            var known = _position;
            try
            {
                var head = await RunAsync(RedisScripts.Head, [_lineage], 0, _closing.Token).ConfigureAwait(false);
                var isOther = Revision(head[1]) == known.Revision && head[2] != known.Tip && ReferenceEquals(known, _position);
                if (isOther || Revision(head[1]) < Volatile.Read(ref _seen))
                    WentBack();
                Saw(Revision(head[1]));
            }
            catch (StoreWentBackException)
            {
                WentBack();
            }
            catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
            {
                // The next round may find it there.
            }

            using var rest = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            await Task.WhenAny(restored, Task.Delay(redis.Settings.PollInterval, rest.Token)).ConfigureAwait(false);
            await rest.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<string[]> RunAsync(string script, RedisValue[] values, long bytes, CancellationToken cancellationToken)
    {
        var answer = (string[])(await redis.RunAsync(script, Keys(), values, bytes, cancellationToken).ConfigureAwait(false))!;
        Check(answer[0], answer.Length > 1 ? answer[1] : null, _position.Revision);
        return answer;
    }

    private void Check(string answer, string? now, ulong seen)
    {
        if (answer == RedisScripts.WentBack)
            throw new StoreWentBackException(
                Name,
                seen,
                now == Text(seen) ? "it has another history"
                    : now is not null && Revision(now) > seen ? $"it is at {now} with another history"
                    : $"it is at {now}"
            );
        if (answer == RedisScripts.Damaged)
            throw StoreCorruptException.Of(
                this,
                "keys of it are missing or were changed by others (a Redis that evicts keys cannot hold a store: set maxmemory-policy noeviction)",
                null
            );
    }

    private void Told(RedisValue message)
    {
        if (ulong.TryParse((string?)message, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            Saw(revision);
    }

    private void Saw(ulong revision)
    {
        for (var seen = Volatile.Read(ref _seen); revision > seen; seen = Volatile.Read(ref _seen))
        {
            if (Interlocked.CompareExchange(ref _seen, revision, seen) == seen)
                _changed.Set();
        }
    }

    private void WentBack()
    {
        _wentBack = true;
        _changed.Set();
    }

    /// <summary>The tip of a revision, where this reader knows it.</summary>
    private string TipOf(ulong revision) => _position is { } known && known.Revision == revision ? known.Tip : RedisScripts.AnyTip;

    private RedisKey[] Keys() => [$"{_slot}:head", $"{_slot}:entries", $"{_slot}:snapshot", $"{_slot}:tips"];

    private static string NewTip() => Guid.NewGuid().ToString("N");

    private static long Bytes(IReadOnlyList<string> texts) => texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t));

    private static string Text(ulong revision) => revision.ToString(CultureInfo.InvariantCulture);

    private static ulong Revision(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <param name="Tip">Drawn by the append that made the revision.</param>
    private sealed record Position(ulong Revision, string Tip);
}
