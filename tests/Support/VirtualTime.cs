using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace SocketWarp.TestSupport;

/// <summary>A clock that stands still at today until the test moves it on: by a time, until something happens, or to the end of the next wait.</summary>
public sealed class VirtualTime() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(this, callback, state);
        wait.Begin(base.CreateTimer(_ => wait.Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return wait;
    }

    /// <summary>Lets time pass in steps until something has happened.</summary>
    /// <returns>How long it took; possibly some steps too many, because code that wakes up takes a while to look at the clock.</returns>
    public async Task<TimeSpan> PassUntilAsync(Func<bool> happened, TimeSpan step)
    {
        var start = GetUtcNow();
        var patience = Stopwatch.StartNew();
        while (!happened())
        {
            if (patience.Elapsed > Waiting.Patience)
                throw new TimeoutException($"nothing happened within {GetUtcNow() - start}");
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
            DateTimeOffset? next;
            lock (_lock)
            {
                next = _waits.Min(w => (DateTimeOffset?)w.Due);
                added = _added.Task;
            }

            if (next is { } due)
            {
                var step = due - GetUtcNow();
                Advance(step);
                return step;
            }

            await added.InTime();
        }
    }

    /// <summary>A timer whose end can be asked for.</summary>
    private sealed class Wait(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private ITimer _timer = null!;
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public void Begin(ITimer timer, TimeSpan dueTime, TimeSpan period)
        {
            _timer = timer;
            Change(dueTime, period);
        }

        public void Fire()
        {
            lock (time._lock)
            {
                if (_period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero)
                    time._waits.Remove(this);
                else
                    Due += _period;
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            TaskCompletionSource? added = null;
            lock (time._lock)
            {
                time._waits.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time.GetUtcNow() + dueTime;
                    time._waits.Add(this);
                    (added, time._added) = (time._added, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                }
            }

            var changed = _timer.Change(dueTime, period);
            added?.SetResult();
            return changed;
        }

        public void Dispose()
        {
            lock (time._lock)
                time._waits.Remove(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
