using System.Net;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>Another engine's sessions with pumped tunnels.</summary>
internal sealed class PumpedEngine(ITransportEngine inner, ILoggerFactory loggers) : ITransportEngine
{
    private readonly PumpedTunnels _tunnels = new(new SocketOptions(), TargetDialer.Default, loggers);
    private readonly List<Task> _accepting = [];

    public string Name => inner.Name;

    public ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default) =>
        inner.ListenAsync(options, cancellationToken);

    public async ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default)
    {
        var session = await inner.ConnectAsync(options with { Targets = null }, cancellationToken);
        if (options.Targets is { } targets)
            _accepting.Add(AcceptAsync(session, targets));
        return session;
    }

    public IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler) => _tunnels.Bind(address, handler);

    public async ValueTask DisposeAsync()
    {
        await _tunnels.DisposeAsync();
        await inner.DisposeAsync();
        await Task.WhenAll(_accepting);
    }

    private async Task AcceptAsync(ITransportSession session, ITargetHandler targets)
    {
        while (true)
        {
            try
            {
                _tunnels.StartTarget(await session.AcceptStreamAsync(), session.Protocol, targets);
            }
            catch (TransportException)
            {
                return;
            }
        }
    }
}
