using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.Client;

namespace SocketWarp.EndToEnd.Support;

/// <summary>Asks again and again, because containers have no event that a test could wait for.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until an action does not fail any more.</summary>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> WorksAsync(Func<Task> action, TimeSpan limit, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await action();
                return clock.Elapsed;
            }
            catch (Exception exception) when (IsFault(exception))
            {
                if (clock.Elapsed > limit)
                    throw new TimeoutException($"{what}: not within {limit.TotalSeconds} s: {exception.Message}", exception);
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>Waits until an action fails.</summary>
    public static async Task FailsAsync(Func<Task> action, TimeSpan limit, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await action();
            }
            catch (Exception exception) when (IsFault(exception))
            {
                return;
            }

            if (clock.Elapsed > limit)
                throw new TimeoutException($"{what}: it still works after {limit.TotalSeconds} s");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    public static Task<TimeSpan> HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, string what) =>
        WorksAsync(async () => _ = await condition() ? true : throw new IOException("it does not hold"), limit, what);

    /// <summary>Whether it is what a peer that is away makes of a call; anything else is a fault of the test.</summary>
    public static bool IsFault(Exception exception) => exception is IOException or SocketException or TimeoutException or ApiException;
}
