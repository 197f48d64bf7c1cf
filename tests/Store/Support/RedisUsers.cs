using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Store.Redis;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Support;

/// <summary>Users of one log in Redis, each with a connection of its own, as processes have it.</summary>
internal sealed class RedisUsers(RedisServer server) : IAsyncDisposable
{
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly List<RedisConnection> _connections = [];

    public RedisLog Log(Action<RedisStoreSettings>? change = null)
    {
        var settings = new RedisStoreSettings { Endpoints = [server.EndPoint] };
        change?.Invoke(settings);
        var connection = new RedisConnection(settings, NullLogger<RedisConnection>.Instance);
        _connections.Add(connection);
        return new RedisLog(connection, _name);
    }

    public async Task<RedisLog> OpenAsync(Action<RedisStoreSettings>? change = null)
    {
        var log = Log(change);
        await log.OpenAsync(TestContext.Current.CancellationToken);
        return log;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
    }
}
