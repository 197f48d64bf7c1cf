namespace SocketWarp.TestSupport;

/// <summary>A clock that stands still until the test moves it on to what is waited for next.</summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var waiter = new Waiter(this, callback, state);
        waiter.Change(dueTime, period);
        return waiter;
    }

    /// <summary>Sets the clock on; who waits is not told.</summary>
    public void Advance(TimeSpan span)
    {
        lock (_lock) _now += span;
    }

    /// <summary>Waits until somebody waits, and moves on to where that wait ends.</summary>
    /// <returns>How far that was.</returns>
    public async Task<TimeSpan> StepAsync()
    {
        while (true)
        {
            Task added;
            Waiter? next;
            var step = TimeSpan.Zero;
            lock (_lock)
            {
                next = _waiters.MinBy(w => w.Due);
                if (next is not null)
                {
                    _waiters.Remove(next);
                    step = next.Due - _now;
                    _now = next.Due;
                }

                added = _added.Task;
            }

            if (next is not null)
            {
                next.Fire();
                return step;
            }

            await added.InTime();
        }
    }

    private sealed class Waiter(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            TaskCompletionSource? added = null;
            lock (time._lock)
            {
                time._waiters.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._waiters.Add(this);
                    (added, time._added) = (time._added, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                }
            }

            added?.SetResult();
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._waiters.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
