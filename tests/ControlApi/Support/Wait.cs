namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>The one timeout of all awaits: far more than anything here takes, far less than a hung run.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task InTime(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Asks again and again, because what is asked for has no event that a client could wait for.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            var answer = await ask().WaitAsync(limit.Token);
            if (holds(answer)) return answer;
            await Task.Delay(10, limit.Token);
        }
    }
}
