using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Clients;

/// <summary>Two ScepServers with one Redis and one authority.</summary>
public sealed class RedisTests
{
    private const string Secret = "correct-horse-battery-staple";

    [Fact]
    public async Task Client_AddedAtOne_EnrolsAtTheOther_Once_AndIsRevokedAtBoth()
    {
        await using var redis = await RedisServer.StartAsync();
        using var depot = new TestDirectory();
        await using var one = await StartAsync(redis, depot);
        await using var other = await StartAsync(redis, depot);
        await one.Admin.AddWithSecretAsync("edge-7", Secret);
        await UntilAsync(async () => await other.Admin.StatusAsync("edge-7") is not null);

        using var certificate = await other.Anonymous.EnrolAsync("edge-7", $"edge-7\\{Secret}");

        await Assert.ThrowsAnyAsync<Exception>(() => one.Anonymous.EnrolAsync("edge-7", $"edge-7\\{Secret}"));
        await UntilAsync(async () => (await one.Anonymous.VerifyAsync(certificate)).Status == 200);
        await using var watcher = await Watcher.OpenAsync(other.Gateway);
        await one.Admin.RevokeAsync("edge-7");
        await watcher.UntilAsync("edge-7");
        Assert.NotEqual(200, (await other.Anonymous.VerifyAsync(certificate)).Status);
    }

    /// <summary>The other process learns of a change a moment later; it has no event that a client of its API could wait for.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
    }

    private static Task<ScepHost> StartAsync(RedisServer redis, TestDirectory depot) =>
        ScepHost.StartAsync(("Scep:Redis:Endpoints", redis.EndPoint), ("Scep:Depot", depot.Path));
}
