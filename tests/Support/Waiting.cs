namespace SocketWarp.TestSupport;

/// <summary>No test waits for ever.</summary>
public static class Waiting
{
    /// <summary>A time far above what any step takes on a loaded machine, and far below a hung build.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task InTime(this Task task, TimeSpan? limit = null) => task.WaitAsync(limit ?? Patience);

    public static Task<T> InTime<T>(this Task<T> task, TimeSpan? limit = null) => task.WaitAsync(limit ?? Patience);

    public static Task InTime(this ValueTask task, TimeSpan? limit = null) => task.AsTask().WaitAsync(limit ?? Patience);

    public static Task<T> InTime<T>(this ValueTask<T> task, TimeSpan? limit = null) => task.AsTask().WaitAsync(limit ?? Patience);
}
