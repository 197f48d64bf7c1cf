using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Tests.Clients;

public sealed class SecretHashTests
{
    [Theory]
    [InlineData(SecretHash.Iterations)]
    [InlineData(SecretHash.IterationsOfRandom)]
    public void Secret_MatchesItselfOnly(int iterations)
    {
        var stored = SecretHash.Create("s3cret-of-edge-1", iterations, default, null, "");
        Assert.True(SecretHash.Matches("s3cret-of-edge-1", stored));
        Assert.False(SecretHash.Matches("s3cret-of-edge-2", stored));
        Assert.False(SecretHash.Matches("", stored));
        Assert.False(SecretHash.Matches("", null));
    }

    [Fact]
    public void Refusal_TakesAsLongWhateverIsStored()
    {
        var slow = SecretHash.Create("s3cret-of-edge-1", SecretHash.Iterations, default, null, "");
        var fast = SecretHash.Create("s3cret-of-edge-1", SecretHash.IterationsOfRandom, default, null, "");

        var least = new[] { slow, fast, null }.Select(stored => Enumerable.Range(0, 5).Min(_ => Ticks(() => SecretHash.Matches("wrong", stored)))).ToArray();

        // Without the slow hash it would be a ten-thousandth.
        Assert.True(least.Max() < 3 * least.Min(), string.Join(' ', least));
    }

    private static long Ticks(Action act)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        act();
        return clock.ElapsedTicks;
    }
}
