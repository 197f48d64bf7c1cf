using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>Sessions between engines of this process, without TLS. Certificates are handed over unjudged.</summary>
internal sealed class MemoryEngine(ILoggerFactory loggers) : ITransportEngine
{
    private static readonly ConcurrentDictionary<int, MemoryListener> Listeners = new();
    private static int s_lastPort;
    private readonly PumpedTunnels _tunnels = new(new SocketOptions(), TargetDialer.Default, loggers);
    private readonly ConcurrentBag<IAsyncDisposable> _owned = [];

    public string Name => "memory";

    public ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default)
    {
        var address = new IPEndPoint(options.Address.Address, Interlocked.Increment(ref s_lastPort));
        var listener = new MemoryListener(options, address);
        Listeners[address.Port] = listener;
        _owned.Add(listener);
        return new(listener);
    }

    public ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default)
    {
        var listener = Listeners[options.Address.Port];
        var (near, far) = MemorySession.Pair(options, listener.Options);
        if (options.Targets is { } targets)
            near.TakeStreams(stream => _tunnels.StartTarget(stream, near.Protocol, targets));
        listener.Offer(far);
        _owned.Add(near);
        return new(near);
    }

    public IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler) => _tunnels.Bind(address, handler);

    public async ValueTask DisposeAsync()
    {
        await _tunnels.DisposeAsync();
        foreach (var owned in _owned)
            await owned.DisposeAsync();
    }
}
