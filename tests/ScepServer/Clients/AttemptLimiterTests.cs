using System.Net;
using Microsoft.Extensions.Options;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Settings;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Clients;

/// <summary>Which guessers are one: addresses that a test on one machine does not have.</summary>
public sealed class AttemptLimiterTests
{
    private const int Most = 3;

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", false)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", true)]
    [InlineData("192.0.2.1", "192.0.2.2", true)]
    public void Guesses_FromOneNetwork_CountTogether(string guesser, string next, bool mayTry)
    {
        var limiter = Create();
        for (var i = 0; i < Most; i++)
        {
            Assert.True(limiter.TryBegin(null, IPAddress.Parse(guesser)));
            limiter.Failed(IPAddress.Parse(guesser));
        }

        Assert.Equal(mayTry, limiter.TryBegin("edge-1", IPAddress.Parse(next)));
    }

    [Fact]
    public void Guesses_OfOneClientFromManyAddresses_CountTogether()
    {
        var limiter = Create();
        for (var i = 0; i < Most; i++)
            Assert.True(limiter.TryBegin("edge-1", IPAddress.Parse($"192.0.2.{i}")));
        Assert.False(limiter.TryBegin("edge-1", IPAddress.Parse("192.0.2.99")));
        Assert.True(limiter.TryBegin("edge-2", IPAddress.Parse("192.0.2.99")));
    }

    private static AttemptLimiter Create()
    {
        var settings = new ScepSettings();
        (settings.Secrets.MaxFailuresPerClient, settings.Secrets.MaxFailuresPerAddress) = (Most, Most);
        return new AttemptLimiter(Options.Create(settings), new VirtualTime());
    }
}
