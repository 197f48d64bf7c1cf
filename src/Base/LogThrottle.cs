using System.Globalization;

namespace SocketWarp.Base;

/// <summary>Lets one line through per <paramref name="interval"/> and counts what it held back.</summary>
public sealed class LogThrottle(TimeProvider time, TimeSpan interval)
{
    private long _last = long.MinValue;
    private long _held;

    /// <param name="more">Ends the line: how many were held back since the last one that passed; empty when there were no such lines.</param>
    public bool Pass(out string more)
    {
        more = "";
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _last);
        var due = last == long.MinValue || time.GetElapsedTime(last, now) >= interval;
        if (!due || Interlocked.CompareExchange(ref _last, now, last) != last)
        {
            Interlocked.Increment(ref _held);
            return false;
        }

        var held = Interlocked.Exchange(ref _held, 0);
        if (held > 0)
            more = string.Create(CultureInfo.InvariantCulture, $" ({held} more since the last such line)");
        return true;
    }
}
