using System.Diagnostics;
using System.Globalization;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Lets one line of its kind into the log each second, and counts those that it held back.</summary>
internal sealed class OncePerSecond
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long _last; // 0: never
    private long _held;

    /// <param name="more">Ends the line: how many were held back since the last one that passed; empty when there were no such lines.</param>
    public bool Pass(out string more)
    {
        more = "";
        var (last, now) = (Interlocked.Read(ref _last), Stopwatch.GetTimestamp());
        if ((last != 0 && Stopwatch.GetElapsedTime(last, now) < Interval) || Interlocked.CompareExchange(ref _last, now, last) != last)
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
