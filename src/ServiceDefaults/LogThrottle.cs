namespace SocketWarp.ServiceDefaults;

/// <summary>Lets one line through per <paramref name="interval"/> and counts what it held back.</summary>
public sealed class LogThrottle(TimeProvider time, TimeSpan interval)
{
    private long _last = long.MinValue;
    private long _held;

    /// <param name="held">Lines held back since the last one that passed.</param>
    public bool Pass(out long held)
    {
        held = 0;
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _last);
        var due = last == long.MinValue || time.GetElapsedTime(last, now) >= interval;
        if (!due || Interlocked.CompareExchange(ref _last, now, last) != last)
        {
            Interlocked.Increment(ref _held);
            return false;
        }

        held = Interlocked.Exchange(ref _held, 0);
        return true;
    }
}
