using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Relay;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Ngtcp2.Udp;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2;

/// <summary>QUIC by libngtcp2 and GnuTLS, with one loop thread that also owns the TCP sockets of tunnels.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class Ngtcp2Engine : ITransportEngine
{
    private const int ResetSecretLength = 32;
    private readonly EventLoop _loop;
    private readonly UdpOffload _offload;
    private readonly RelayContext _relay;
    private readonly HashSet<Ngtcp2Listener> _listeners = []; // loop thread only, like the next two
    private readonly HashSet<QuicEndpoint> _dialled = [];
    private bool _closed;
    private readonly byte[] _ownResetSecret = RandomNumberGenerator.GetBytes(ResetSecretLength);
    private int _disposed;

    private Ngtcp2Engine(ILoggerFactory loggers, EngineOptions options, SocketOptions sockets, TargetDialer dialer)
    {
        var logger = loggers.CreateLogger<Ngtcp2Engine>();
        _offload = new UdpOffload(options, logger);
        _loop = new EventLoop(options, logger);
        _relay = new RelayContext(_loop, sockets, dialer, loggers);
        if (!options.VectorCipher)
            Log.PacketsByGnuTls(logger, "switched off by a setting");
        else if (NativeGcm.Fault is { } fault)
            Log.PacketsByGnuTls(logger, fault);
        else
            Log.PacketsByVectorCipher(logger, NativeGcm.Library);
    }

    public string Name => "ngtcp2";

    /// <summary>Makes an engine when its libraries load.</summary>
    /// <param name="whyNot">What is missing and what to do about it.</param>
    public static bool TryCreate(
        ILoggerFactory loggers,
        EngineOptions options,
        SocketOptions sockets,
        TargetDialer dialer,
        [NotNullWhen(true)] out Ngtcp2Engine? engine,
        [NotNullWhen(false)] out string? whyNot
    )
    {
        whyNot = NativeLibraries.Fault;
        engine = whyNot == null ? new Ngtcp2Engine(loggers, options, sockets, dialer) : null;
        return engine != null;
    }

    public async ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default)
    {
        var credentials = new TlsCredentials(options.Security);
        try
        {
            return await _loop.InvokeAsync(() => ListenOnLoop(options, credentials)).ConfigureAwait(false);
        }
        catch
        {
            credentials.Dispose();
            throw;
        }
    }

    public async ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default)
    {
        var credentials = new TlsCredentials(options.Security);
        Ngtcp2Session session;
        try
        {
            session = await _loop.InvokeAsync(() => DialOnLoop(options, credentials)).ConfigureAwait(false);
        }
        catch
        {
            credentials.Dispose();
            throw;
        }

        try
        {
            await session.Established.WaitAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler) => VisitorPort.Bind(_relay, address, handler);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _loop.InvokeAsync(CloseOnLoop).ConfigureAwait(false);
        _loop.Dispose();
        await _relay.DisposeAsync().ConfigureAwait(false);
    }

    private Ngtcp2Listener ListenOnLoop(ListenOptions options, TlsCredentials credentials)
    {
        ThrowIfClosed();
        var accepted = Channel.CreateUnbounded<Ngtcp2Session>(new UnboundedChannelOptions { SingleWriter = true });
        var limiter = new HandshakeLimiter(options.Handshakes);
        ServerAcceptor acceptor = null!;
        var endpoint = QuicEndpoint.Listen(
            _loop,
            _offload,
            options.Address,
            options.ResetSecret ?? _ownResetSecret,
            endpoint =>
                acceptor = new ServerAcceptor(
                    endpoint,
                    credentials,
                    options.Limits,
                    limiter,
                    connection => new Ngtcp2Session(connection, _relay, null, session => accepted.Writer.TryWrite(session), null)
                )
        );
        var listener = new Ngtcp2Listener(endpoint, acceptor, accepted, listener => _listeners.Remove(listener));
        _listeners.Add(listener);
        return listener;
    }

    private unsafe Ngtcp2Session DialOnLoop(ConnectOptions options, TlsCredentials credentials)
    {
        ThrowIfClosed();
        var endpoint = QuicEndpoint.Dial(_loop, _offload, options.Address, _ownResetSecret);
        try
        {
            var connection = new QuicConnection(endpoint, credentials, options.Limits, null);
            var session = new Ngtcp2Session(
                connection,
                _relay,
                options.Targets,
                null,
                () =>
                {
                    credentials.Dispose();
                    _dialled.Remove(endpoint);
                }
            );
            var address = NativeAddress.From(options.Address, out var length);
            connection.Dial(&address, length, options.Indication, _loop.Now, session);
            _dialled.Add(endpoint);
            return session;
        }
        catch
        {
            endpoint.Close("the dial failed");
            throw;
        }
    }

    private bool CloseOnLoop()
    {
        const string Reason = "the process is shutting down";
        _closed = true;
        foreach (var listener in _listeners)
            listener.Close(Reason);
        foreach (var endpoint in _dialled.ToArray())
            endpoint.Close(Reason);
        _relay.ShutDownTunnels();
        return true;
    }

    /// <summary>What came too late would never hear of its end.</summary>
    private void ThrowIfClosed()
    {
        if (_closed)
            throw new TransportException(TransportError.Closed, "the engine has ended");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Packets are protected by {Library}", EventName = "PacketsByVectorCipher")]
        public static partial void PacketsByVectorCipher(ILogger logger, string library);

        [LoggerMessage(
            2,
            LogLevel.Information,
            "Packets are protected by GnuTLS, at several times the CPU per byte ({WhyNotFaster})",
            EventName = "PacketsByGnuTls"
        )]
        public static partial void PacketsByGnuTls(ILogger logger, string whyNotFaster);
    }
}
