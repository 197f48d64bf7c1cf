using System.Diagnostics;

namespace SocketWarp.TestSupport;

/// <summary>A clock that stands still until the test moves it on, by a time or to what is waited for next; timers that are due fire then.</summary>
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

    public void Advance(TimeSpan by)
    {
        Waiter[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _waiters.Where(w => w.Due <= _now)];
            _waiters.RemoveAll(due.Contains);
        }

        foreach (var waiter in due) waiter.Fire();
    }

    /// <summary>Lets time pass in steps until something has happened.</summary>
    /// <returns>How long it took; up to some steps more than need be, because whoever wakes up takes a while to look at the clock.</returns>
    public async Task<TimeSpan> PassUntilAsync(Func<bool> happened, TimeSpan step)
    {
        var start = GetUtcNow();
        var patience = Stopwatch.StartNew();
        while (!happened())
        {
            if (patience.Elapsed > Waiting.Patience) throw new TimeoutException($"nothing happened within {GetUtcNow() - start}");
            Advance(step);
            await Task.Delay(1);
        }

        return GetUtcNow() - start;
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
