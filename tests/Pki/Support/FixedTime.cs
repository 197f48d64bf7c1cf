namespace SocketWarp.Pki.Tests.Support;

internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public static FixedTime In(TimeSpan span) => new(DateTimeOffset.UtcNow + span);

    public override DateTimeOffset GetUtcNow() => now;
}
