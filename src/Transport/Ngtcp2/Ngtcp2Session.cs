using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Relay;
using SocketWarp.Transport.Ngtcp2.Streams;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2;

/// <summary>A connection as the rest of the program sees it.</summary>
internal sealed class Ngtcp2Session(QuicConnection connection, RelayContext relay, ITargetHandler? targets, Action<Ngtcp2Session>? established, Action? ended)
    : ITransportSession,
        IConnectionOwner
{
    private readonly TaskCompletionSource _established = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionClose> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<PipeStream> _incoming = Channel.CreateUnbounded<PipeStream>(new UnboundedChannelOptions { SingleWriter = true });

    public QuicConnection Connection { get; } = connection;

    public X509Certificate2 PeerCertificate => Connection.Peer.Leaf;

    public string Protocol => Connection.Protocol;

    public IPEndPoint RemoteEndPoint => Connection.RemoteAddress.ToEndPoint();

    public Task<SessionClose> Closed => _closed.Task;

    /// <summary>Completes once TLS is done; faults when the connection ends before.</summary>
    public Task Established => _established.Task;

    public async ValueTask<ITransportStream> OpenStreamAsync(CancellationToken cancellationToken = default)
    {
        var stream = new PipeStream(Connection);
        if (!Connection.Loop.Post(() => Connection.Open(stream)))
            throw HasEnded();
        try
        {
            await stream.WhenOpened.WaitAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (OperationCanceledException)
        {
            Connection.Loop.Post(stream.GiveUpOpening);
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<ITransportStream> AcceptStreamAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw HasEnded();
        }
    }

    public async ValueTask<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (Connection.IsClosed)
            return false;
        try
        {
            var answer = await Connection.Loop.InvokeAsync(Connection.Provoke).ConfigureAwait(false);
            await answer.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return !Connection.IsClosed;
        }
        catch (Exception exception) when (exception is TimeoutException or TransportException)
        {
            return false;
        }
        finally
        {
            Connection.Loop.Post(Connection.EndProvoking);
        }
    }

    public SessionStatistics GetStatistics() => Connection.Statistics;

    public async ValueTask CloseAsync(ulong code, string reason)
    {
        if (Connection.Loop.Post(() => Connection.CloseByUs(code, reason)))
            await Closed.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync((ulong)ErrorCode.None, "the session was disposed").ConfigureAwait(false);
        if (Connection.HasPeer)
            Connection.Peer.Dispose();
    }

    void IConnectionOwner.OnEstablished()
    {
        _established.TrySetResult();
        established?.Invoke(this);
    }

    LoopStream IConnectionOwner.OnPeerStream()
    {
        if (targets != null)
            return relay.AcceptTarget(Connection, targets);
        // A peer that opens and resets streams faster than they are accepted must not fill our memory.
        if (_incoming.Reader.Count >= Connection.MaxIncomingStreams)
            return new RefusedStream(Connection);
        var stream = new PipeStream(Connection);
        _incoming.Writer.TryWrite(stream);
        return stream;
    }

    void IConnectionOwner.OnClosed(in SessionClose close)
    {
        ended?.Invoke();
        _incoming.Writer.TryComplete();
        _established.TrySetException(CloseClassifier.ToException(Connection, close));
        _ = _established.Task.Exception; // nobody may be waiting
        _closed.TrySetResult(close);
    }

    private TransportException HasEnded() =>
        new(TransportError.Closed, Closed.IsCompletedSuccessfully ? $"the session has ended: {Closed.Result}" : "the session has ended");
}
