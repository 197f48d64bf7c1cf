namespace SocketWarp.Cli.Tests.Support;

/// <summary>How long tests wait: far more than anything here takes, far less than a hung run.</summary>
internal static class Limits
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>The time after SIGTERM in which each of our processes ends.</summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(5);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Step, TestContext.Current.CancellationToken);

    public static Task InTime(this Task task) => task.WaitAsync(Step, TestContext.Current.CancellationToken);
}
