namespace SocketWarp.SystemTests.Support;

/// <summary>How long tests wait. Generous, because a busy machine is not a fault; a test that passes never waits this long.</summary>
internal static class Limits
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Start = TimeSpan.FromSeconds(60);

    /// <summary>The time after SIGTERM in which each of our processes ends.</summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(5);
}
