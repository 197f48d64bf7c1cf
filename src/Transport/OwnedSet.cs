using System.Collections.Concurrent;

namespace SocketWarp.Transport;

/// <summary>What an owner must dispose in the end, if nobody did so before.</summary>
internal sealed class OwnedSet<T>
    where T : class, IAsyncDisposable
{
    private readonly ConcurrentDictionary<T, byte> _items = new();

    public T Add(T item)
    {
        _items.TryAdd(item, 0);
        return item;
    }

    public void Remove(T item) => _items.TryRemove(item, out _);

    public Task DisposeAllAsync() => Task.WhenAll(_items.Keys.Select(item => item.DisposeAsync().AsTask()));
}
