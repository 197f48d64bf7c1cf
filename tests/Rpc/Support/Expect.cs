namespace SocketWarp.Rpc.Tests.Support;

internal static class Expect
{
    /// <summary>Milliseconds after which a test has hung.</summary>
    public const int Timeout = 30_000;

    public static async Task<RpcException> StatusAsync(RpcStatusCode code, Func<Task> act)
    {
        var e = await Assert.ThrowsAsync<RpcException>(act);
        Assert.True(code == e.Code, $"expected {code}, got {e.Message}");
        return e;
    }

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> source)
    {
        var list = new List<T>();
        await foreach (var item in source)
            list.Add(item);
        return list;
    }

    /// <summary>Waits until a counter has stood still for a moment, and returns it. A hiccup makes it too small, never too large.</summary>
    public static async Task<long> StandstillAsync(Func<long> counter, Predicate<long> hasStarted)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        for (var last = -1L; ; last = counter())
        {
            await tick.WaitForNextTickAsync();
            if (last == counter() && hasStarted(last))
                return last;
        }
    }
}
