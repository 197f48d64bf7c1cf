using System.Net;
using System.Threading.Channels;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2;

internal sealed class Ngtcp2Listener(QuicEndpoint endpoint, ServerAcceptor acceptor, Channel<Ngtcp2Session> accepted, Action<Ngtcp2Listener> ended)
    : ITransportListener
{
    private int _disposed;
    private bool _closed; // loop thread only

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

    public async ValueTask RenewAsync(TransportSecurity security, CancellationToken cancellationToken = default)
    {
        var credentials = new TlsCredentials(security);
        try
        {
            await endpoint.Loop.InvokeAsync(() => RenewOnLoop(credentials)).ConfigureAwait(false);
        }
        catch
        {
            credentials.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            await endpoint.Loop.InvokeAsync(CloseOnLoop).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // The engine was disposed first and has closed everything.
        }
    }

    /// <summary>Closes the listener, on the loop.</summary>
    internal void Close(string reason)
    {
        _closed = true;
        endpoint.Close(reason);
        acceptor.Credentials.Dispose();
        accepted.Writer.TryComplete();
    }

    private bool RenewOnLoop(TlsCredentials credentials)
    {
        if (_closed)
            throw new TransportException(TransportError.Closed, "the listener has ended");
        acceptor.Credentials.Retire();
        acceptor.Credentials = credentials;
        return true;
    }

    private bool CloseOnLoop()
    {
        ended(this);
        Close("the listener was closed");
        return true;
    }
}
