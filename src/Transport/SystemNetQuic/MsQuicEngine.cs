using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Quic;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>QUIC by System.Net.Quic (msquic), with tunnels pumped over pipes.</summary>
internal sealed class MsQuicEngine : ITransportEngine
{
    private readonly ILoggerFactory _loggers;
    private readonly PumpedTunnels _tunnels;
    private readonly OwnedSet<MsQuicListener> _listeners = new();
    private readonly OwnedSet<MsQuicSession> _sessions = new();
    private readonly MsQuicDials _dials = new();

    private MsQuicEngine(ILoggerFactory loggers, SocketOptions options, TargetDialer dialer)
    {
        _loggers = loggers;
        _tunnels = new PumpedTunnels(options, dialer, loggers);
    }

    public string Name => "msquic";

    /// <summary>Makes an engine when System.Net.Quic finds its library.</summary>
    /// <param name="whyNot">What is missing and what to do about it.</param>
    public static bool TryCreate(
        ILoggerFactory loggers,
        SocketOptions options,
        TargetDialer dialer,
        [NotNullWhen(true)] out MsQuicEngine? engine,
        [NotNullWhen(false)] out string? whyNot
    )
    {
        var supported = QuicListener.IsSupported && QuicConnection.IsSupported;
        engine = supported ? new MsQuicEngine(loggers, options, dialer) : null;
        whyNot =
            supported ? null
            : OperatingSystem.IsWindows() ? "Windows 11, Windows Server 2022 or later is needed, with TLS 1.3 switched on"
            : "libmsquic 2.2.2 or later is not installed";
        return supported;
    }

    public async ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            MustBeOurs(options.Address.Address);
            var security = new ListenerSecurity(options.Security);
            var logger = _loggers.CreateLogger<PeerCheck>();
            var listener = await QuicListener
                .ListenAsync(
                    new QuicListenerOptions
                    {
                        ListenEndPoint = options.Address,
                        ApplicationProtocols = MsQuicOptions.Protocols(options.Security),
                        ConnectionOptionsCallback = (_, _, _) => ValueTask.FromResult(security.Apply(options, logger)),
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            return _listeners.Add(new MsQuicListener(listener, security, _listeners.Remove, _loggers));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw MsQuicErrors.FromListen(e, options.Address);
        }
    }

    public async ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default)
    {
        var check = new PeerCheck(options.Security.ValidatePeer, _loggers.CreateLogger<PeerCheck>());
        try
        {
            var quic = MsQuicOptions.Client(options, MsQuicOptions.Certificate(options.Security), check);
            var connection = await _dials.ConnectAsync(quic, cancellationToken).ConfigureAwait(false);
            return Start(connection, options.Targets);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw MsQuicErrors.FromConnect(e, options.Address, check.Refusal);
        }
    }

    public IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler) => _tunnels.Bind(address, handler);

    /// <summary>Visitors and their tunnels go first, then what they ran over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _tunnels.DisposeAsync().ConfigureAwait(false);
        await _listeners.DisposeAllAsync().ConfigureAwait(false);
        await _sessions.DisposeAllAsync().ConfigureAwait(false);
        await _dials.WhenEmptyAsync().ConfigureAwait(false);
    }

    /// <summary>msquic binds its port at every address and sorts by address later, so it would never say that one is not ours.</summary>
    private static void MustBeOurs(IPAddress address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(address, 0));
    }

    private MsQuicSession Start(QuicConnection connection, ITargetHandler? targets)
    {
        var protocol = connection.NegotiatedApplicationProtocol.ToString();
        Action<MsQuicStream>? take = targets is null ? null : stream => _tunnels.StartTarget(stream, protocol, targets);
        var session = _sessions.Add(
            new MsQuicSession(connection, (X509Certificate2)connection.RemoteCertificate!, take, _loggers.CreateLogger<MsQuicSession>())
        );
        session.Closed.ContinueWith(
            _ => _sessions.Remove(session),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return session;
    }
}
