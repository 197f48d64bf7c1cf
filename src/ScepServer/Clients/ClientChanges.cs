using System.Threading.Channels;

namespace SocketWarp.ScepServer.Clients;

/// <summary>Tells watchers whose verify answer may have changed, and keeps what changes by itself, and when.</summary>
internal sealed class ClientChanges
{
    /// <summary>Uids that wait for one watcher. One that is further behind is let go; it connects again and verifies all that it holds.</summary>
    private const int MaxWaiting = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Channel<string>> _watchers = [];
    private readonly SortedSet<(DateTimeOffset At, string Uid)> _due = [];
    private TaskCompletionSource _dueChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The watchers that are connected now.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock)
                return _watchers.Count;
        }
    }

    /// <summary>Uids from now on; it completes when the watcher was too slow.</summary>
    public Channel<string> Subscribe()
    {
        var watcher = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        lock (_lock)
            _watchers.Add(watcher);
        return watcher;
    }

    public void Unsubscribe(Channel<string> watcher)
    {
        lock (_lock)
            _watchers.Remove(watcher);
    }

    /// <param name="due">When the same client changes by itself; what is over counts no more.</param>
    public void Publish(string uid, IEnumerable<DateTimeOffset> due, DateTimeOffset now)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            Send(uid);
            foreach (var at in due.Where(at => at >= now))
                _due.Add((at, uid));
            (changed, _dueChanged) = (_dueChanged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    /// <summary>Publishes what has changed by itself until now.</summary>
    /// <returns>When the next does, and a task that ends when that may be sooner.</returns>
    public (DateTimeOffset? Next, Task Changed) PublishDue(DateTimeOffset now)
    {
        lock (_lock)
        {
            // A certificate holds at its last instant.
            while (_due.Count > 0 && _due.Min.At < now)
            {
                Send(_due.Min.Uid);
                _due.Remove(_due.Min);
            }

            return (_due.Count > 0 ? _due.Min.At : null, _dueChanged.Task);
        }
    }

    private void Send(string uid)
    {
        foreach (var watcher in _watchers)
        {
            if (!watcher.Writer.TryWrite(uid))
                watcher.Writer.TryComplete();
        }
    }
}
