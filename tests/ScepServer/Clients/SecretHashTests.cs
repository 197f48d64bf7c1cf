using System.Diagnostics;
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
    public void Refusal_IsSlowWhateverIsStored()
    {
        var slow = SecretHash.Create("s3cret-of-edge-1", SecretHash.Iterations, default, null, "");
        var fast = SecretHash.Create("s3cret-of-edge-1", SecretHash.IterationsOfRandom, default, null, "");

        // A busy machine makes refusals slower only, and does not interrupt each of so many short ones.
        var quick = Enumerable.Range(0, 50).Min(_ => Ticks("s3cret-of-edge-1", fast));
        Assert.All(new[] { slow, fast, null }, stored => Assert.True(Enumerable.Range(0, 3).Min(_ => Ticks("wrong", stored)) > 100 * quick));
    }

    private static long Ticks(string secret, ClientSecret? stored)
    {
        var clock = Stopwatch.StartNew();
        SecretHash.Matches(secret, stored);
        return clock.ElapsedTicks;
    }
}
