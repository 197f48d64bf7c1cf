using System.Diagnostics;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Lets one line of its kind into the log each second, and counts those that it held back.</summary>
internal sealed class OncePerSecond
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long _last; // 0: never
    private long _held;

    /// <param name="held">Lines held back since the last one that passed.</param>
    public bool Pass(out long held)
    {
        held = 0;
        var (last, now) = (Interlocked.Read(ref _last), Stopwatch.GetTimestamp());
        if ((last != 0 && Stopwatch.GetElapsedTime(last, now) < Interval) || Interlocked.CompareExchange(ref _last, now, last) != last)
        {
            Interlocked.Increment(ref _held);
            return false;
        }

        held = Interlocked.Exchange(ref _held, 0);
        return true;
    }
}
