using System.Net;
using System.Threading.Channels;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2;

internal sealed class Ngtcp2Listener(QuicEndpoint endpoint, TlsCredentials credentials, Channel<Ngtcp2Session> accepted, Action<Ngtcp2Listener> ended) : ITransportListener
{
    private int _disposed;

    public IPEndPoint LocalEndPoint { get; } = endpoint.Socket.LocalAddress.ToEndPoint();

    public async ValueTask<ITransportSession> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await accepted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new TransportException(TransportError.Closed, "the listener has ended");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        try
        {
            await endpoint.Loop.InvokeAsync(CloseOnLoop).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // The engine was disposed first and has closed everything.
        }
    }

    /// <summary>On the loop.</summary>
    internal void Close(string reason)
    {
        endpoint.Close(reason);
        credentials.Dispose();
        accepted.Writer.TryComplete();
    }

    private bool CloseOnLoop()
    {
        ended(this);
        Close("the listener was closed");
        return true;
    }
}
