using System.Net;
using Microsoft.Extensions.Logging;
using SocketWarp.Base.Limits;
using SocketWarp.Transport.Names;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>Another engine's sessions with pumped tunnels.</summary>
internal sealed class PumpedEngine : ITransportEngine
{
    private readonly ITransportEngine _inner;
    private readonly TargetDialer _dialer = new(NameResolver.Default, TimeProvider.System);
    private readonly PumpedTunnels _tunnels;
    private readonly List<Task> _accepting = [];

    public PumpedEngine(ITransportEngine inner, ILoggerFactory loggers)
    {
        _inner = inner;
        _tunnels = new PumpedTunnels(new SocketOptions(), _dialer, loggers);
    }

    public string Name => _inner.Name;

    /// <summary>What may be opened for visitors and targets.</summary>
    public DescriptorBudget Descriptors
    {
        set => _tunnels.Descriptors = _dialer.Descriptors = value;
    }

    public ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default) =>
        _inner.ListenAsync(options, cancellationToken);

    public async ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default)
    {
        var session = await _inner.ConnectAsync(options with { Targets = null }, cancellationToken);
        if (options.Targets is { } targets)
            _accepting.Add(AcceptAsync(session, targets));
        return session;
    }

    public IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler) => _tunnels.Bind(address, handler);

    public async ValueTask DisposeAsync()
    {
        await _tunnels.DisposeAsync();
        await _inner.DisposeAsync();
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
