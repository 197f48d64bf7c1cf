using SocketWarp.Store.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Redis;

/// <summary>A log in a real Redis is a log, and several processes may have it.</summary>
public sealed class RedisLogTests(RedisFixture redis) : LogConformance, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisUsers _users = new(redis.Server);

    protected override bool IsShared => true;

    // What a call may take is for the fault tests; here the machine may be busy.
    protected override ILog Create() => _users.Log(settings => settings.CallTimeout = Waiting.Patience);

    public ValueTask DisposeAsync() => _users.DisposeAsync();
}

/// <summary>One server for all tests of a class; each has keys of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    internal RedisServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
