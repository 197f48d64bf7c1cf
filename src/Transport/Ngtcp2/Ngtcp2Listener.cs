using System.Net;
using System.Threading.Channels;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2;

internal sealed class Ngtcp2Listener(QuicEndpoint endpoint, TlsCredentials credentials, ChannelReader<Ngtcp2Session> accepted, Action<Ngtcp2Listener> ended) : ITransportListener
{
    private int _disposed;

    public IPEndPoint LocalEndPoint { get; } = endpoint.Socket.LocalAddress.ToEndPoint();

    public async ValueTask<ITransportSession> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await accepted.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new TransportException(TransportError.Closed, "the listener has ended");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        ended(this);
        try
        {
            await endpoint.Loop.InvokeAsync(CloseOnLoop).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // The engine was disposed first and has closed everything.
        }
    }

    private bool CloseOnLoop()
    {
        foreach (var connection in endpoint.Connections.ToArray()) connection.CloseByUs((ulong)ErrorCode.ShuttingDown, "the listener was closed");
        endpoint.Close();
        credentials.Dispose();
        return true;
    }
}
