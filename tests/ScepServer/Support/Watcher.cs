using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>Listens to <c>/api/watch</c>.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly IAsyncEnumerator<WatchEvent> _events;

    private Watcher(IAsyncEnumerator<WatchEvent> events) => _events = events;

    public static async Task<Watcher> OpenAsync(ScepApi api)
    {
        var watcher = new Watcher(api.Rest.WatchAsync().GetAsyncEnumerator());
        Assert.Equal(new WatchEvent { Kind = WatchEvent.Hello }, await watcher.NextAsync());
        return watcher;
    }

    /// <summary>Null when the server has ended the watch.</summary>
    public async Task<WatchEvent?> NextAsync() => await _events.MoveNextAsync().InTime() ? _events.Current : null;

    /// <summary>Reads on until it is told of this client.</summary>
    public async Task UntilAsync(string uid)
    {
        while (true)
        {
            if (await NextAsync() is not { } line)
                throw new EndOfStreamException();
            if (line.Kind == WatchEvent.Changed && line.Uid == uid)
                return;
        }
    }

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}
