using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>A gateway with a visitor port whose connector is the test itself, stream by stream.</summary>
internal sealed class BareConnector : IVisitorHandler, IAsyncDisposable
{
    private readonly Channel<TunnelOutcome> _outcomes = Channel.CreateUnbounded<TunnelOutcome>();
    private readonly TimeSpan _openingTimeout;
    private readonly SessionPair _sessions;
    private IVisitorPort _port = null!;

    private BareConnector(SessionPair sessions, TimeSpan openingTimeout) => (_sessions, _openingTimeout) = (sessions, openingTimeout);

    /// <summary>The connector's end.</summary>
    public ITransportSession Session => _sessions.Client;

    public ITransportSession Gateway => _sessions.Server;

    public static async Task<BareConnector> StartAsync(
        ITransportEngine engine,
        Credentials credentials,
        TimeSpan? openingTimeout = null,
        SessionLimits? limits = null
    )
    {
        var connector = new BareConnector(await SessionPair.ConnectAsync(engine, credentials, limits, limits), openingTimeout ?? TimeSpan.FromSeconds(10));
        connector._port = engine.BindVisitorPort(new IPEndPoint(IPAddress.Loopback, 0), connector);
        connector._port.StartAccepting();
        return connector;
    }

    public Task<Socket> VisitAsync() => TestSockets.ConnectAsync(_port.LocalEndPoint);

    public Task<TunnelOutcome> NextOutcomeAsync() => _outcomes.Reader.ReadAsync().InTime();

    public bool TryAdmit(IPEndPoint visitor, [NotNullWhen(true)] out ITransportSession? session, [NotNullWhen(true)] out ITunnel? tunnel)
    {
        session = Gateway;
        tunnel = new TestTunnel("here", hear: true, _outcomes.Writer) { OpeningTimeout = _openingTimeout };
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _port.DisposeAsync().InTime();
        await _sessions.DisposeAsync();
    }
}
