using System.Net;
using System.Net.Quic;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.SystemNetQuic;

internal sealed partial class MsQuicListener(QuicListener listener, ListenerSecurity security, Action<MsQuicListener> disposed, ILoggerFactory loggers)
    : ITransportListener
{
    private readonly ILogger<MsQuicListener> _logger = loggers.CreateLogger<MsQuicListener>();
    private readonly OwnedSet<MsQuicSession> _sessions = new();
    private volatile bool _disposed;

    public IPEndPoint LocalEndPoint => listener.LocalEndPoint;

    public async ValueTask<ITransportSession> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_disposed)
        {
            try
            {
                var connection = await listener.AcceptConnectionAsync(cancellationToken).ConfigureAwait(false);
                if (connection.RemoteCertificate is X509Certificate2 peer)
                    return Start(connection, peer);
                await connection.CloseAsync((long)ErrorCode.NotAdmitted, cancellationToken).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (ObjectDisposedException)
            {
                break;
            }
            catch (Exception e)
            {
                // Thrown once for each handshake that failed; unless the listener has ended, the next peer is not affected.
                Log.HandshakeFailed(_logger, LocalEndPoint, e.Message);
            }
        }

        throw new TransportException(TransportError.Closed, $"the listener at {LocalEndPoint} has ended");
    }

    public ValueTask RenewAsync(TransportSecurity next, CancellationToken cancellationToken = default)
    {
        if (_disposed)
            throw new TransportException(TransportError.Closed, $"the listener at {LocalEndPoint} has ended");
        security.Use(next);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await listener.DisposeAsync().ConfigureAwait(false);
        await _sessions.DisposeAllAsync().ConfigureAwait(false);
        disposed(this);
    }

    private MsQuicSession Start(QuicConnection connection, X509Certificate2 peer)
    {
        var session = _sessions.Add(new MsQuicSession(connection, peer, takeStream: null, loggers.CreateLogger<MsQuicSession>()));
        session.Closed.ContinueWith(
            _ => _sessions.Remove(session),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return session;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Address}: a handshake failed: {Reason}", EventName = "HandshakeFailed")]
        public static partial void HandshakeFailed(ILogger logger, IPEndPoint address, string reason);
    }
}
