using System.Runtime.InteropServices;

namespace SocketWarp.Bench.Load;

/// <summary>Sleeps of microseconds, which .NET has not.</summary>
internal static class NativeClock
{
    private const int SetTimerSlackOption = 29; // PR_SET_TIMERSLACK

    /// <summary>Sets the calling thread's timer slack to one nanosecond instead of 50 µs.</summary>
    public static int SetTimerSlack() => Prctl(SetTimerSlackOption, 1, 0, 0, 0);

    public static void Sleep(TimeSpan time)
    {
        var request = new TimeSpec
        {
            Seconds = (nint)time.Ticks / (nint)TimeSpan.TicksPerSecond,
            Nanoseconds = (nint)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        _ = NanoSleep(ref request, 0);
    }

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Prctl(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int NanoSleep(ref TimeSpec request, nint remaining);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
