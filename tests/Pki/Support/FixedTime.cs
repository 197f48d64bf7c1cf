using Microsoft.Extensions.Time.Testing;

namespace SocketWarp.Pki.Tests.Support;

internal static class FixedTime
{
    /// <summary>A clock that stands still, so far from now.</summary>
    public static FakeTimeProvider In(TimeSpan span) => new(DateTimeOffset.UtcNow + span);
}
