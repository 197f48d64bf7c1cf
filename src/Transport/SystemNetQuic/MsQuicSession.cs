using System.Collections.Concurrent;
using System.Net;
using System.Net.Quic;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>A session whose one loop accepts streams; that it is refused one is also how a session's end is learnt.</summary>
internal sealed partial class MsQuicSession : ITransportSession
{
    /// <summary>How long the end waits for streams whose owners have not let go.</summary>
    private static readonly TimeSpan StreamsEndWithin = TimeSpan.FromSeconds(3);

    private readonly QuicConnection _connection;
    private readonly Action<MsQuicStream>? _takeStream;
    private readonly ILogger _logger;
    private readonly Channel<ITransportStream> _incoming = Channel.CreateUnbounded<ITransportStream>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly ConcurrentDictionary<MsQuicStream, byte> _streams = new();
    private readonly TaskTracker _running = new();
    private readonly TaskCompletionSource<SessionClose> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private StrongBox<SessionClose>? _closing;

    /// <param name="takeStream">Gets every stream that the peer opens; null leaves them to <see cref="AcceptStreamAsync"/>.</param>
    public MsQuicSession(QuicConnection connection, X509Certificate2 peer, Action<MsQuicStream>? takeStream, ILogger<MsQuicSession> logger)
    {
        (_connection, _takeStream, _logger) = (connection, takeStream, logger);
        PeerCertificate = peer;
        Protocol = connection.NegotiatedApplicationProtocol.ToString();
        RemoteEndPoint = connection.RemoteEndPoint.Unmapped();
        _accepting = AcceptAsync();
    }

    public X509Certificate2 PeerCertificate { get; }

    public string Protocol { get; }

    public IPEndPoint RemoteEndPoint { get; }

    public Task<SessionClose> Closed => _closed.Task;

    public async ValueTask<ITransportStream> OpenStreamAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Start(await _connection.OpenOutboundStreamAsync(QuicStreamType.Bidirectional, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw MsQuicErrors.FromSession(e);
        }
    }

    public async ValueTask<ITransportStream> AcceptStreamAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw MsQuicErrors.FromSession(e.InnerException ?? e);
        }
    }

    /// <remarks>msquic cannot be made to ask its peer: it sends its pings when it likes.</remarks>
    public ValueTask<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => new(!_closed.Task.IsCompleted);

    /// <remarks>System.Net.Quic tells none.</remarks>
    public SessionStatistics GetStatistics() => default;

    /// <remarks>System.Net.Quic sends the code only.</remarks>
    public async ValueTask CloseAsync(ulong code, string reason)
    {
        Interlocked.CompareExchange(ref _closing, new StrongBox<SessionClose>(new SessionClose(SessionCloseKind.ClosedByUs, code, reason)), null);
        try
        {
            await _connection.CloseAsync((long)code).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QuicException or ObjectDisposedException)
        {
            // It has ended already.
        }

        await _accepting.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // Disposing the connection alone would say nothing to the peer.
        await CloseAsync((ulong)ErrorCode.ShuttingDown, "this side disposed the session").ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _running.WhenEmptyAsync().WaitAsync(StreamsEndWithin).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.StreamsStillOpen(_logger, RemoteEndPoint, _streams.Count);
        }

        PeerCertificate.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Peer}: the session has ended: {Close}", EventName = "SessionEnded")]
        public static partial void Ended(ILogger logger, IPEndPoint peer, SessionClose close);

        [LoggerMessage(2, LogLevel.Warning, "{Peer}: {Count} streams of an ended session are still open", EventName = "StreamsStillOpen")]
        public static partial void StreamsStillOpen(ILogger logger, IPEndPoint peer, int count);
    }
}
