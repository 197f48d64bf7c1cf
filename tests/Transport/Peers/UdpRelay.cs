using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;

namespace SocketWarp.Transport.Tests.Peers;

/// <summary>
/// The network between one client and a listener. It can be cut, lose what is large, or forget where the client was; and a stranger can
/// speak from where the client spoke.
/// </summary>
internal sealed class UdpRelay : IAsyncDisposable
{
    private readonly Socket _toClient = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _toListener = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Task _running;
    private volatile EndPoint? _client;
    private volatile byte[] _last = [];
    private volatile bool _cut;
    private volatile int _largestToListener = int.MaxValue;
    private volatile int _largestToClient = int.MaxValue;
    private volatile EndPoint? _gone;
    private int _fromClient;
    private int _fromListener;

    public UdpRelay(IPEndPoint listener)
    {
        _toClient.ReceiveBufferSize = _toListener.ReceiveBufferSize = 4 * 1024 * 1024;
        _toClient.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _toListener.Connect(listener);
        _running = Task.WhenAll(ToListenerAsync(), ToClientAsync());
    }

    public IPEndPoint EndPoint => (IPEndPoint)_toClient.LocalEndPoint!;

    /// <summary>Nothing gets through any more.</summary>
    /// <returns>The last datagram that the listener got.</returns>
    public byte[] Cut()
    {
        _cut = true;
        return _last;
    }

    /// <summary>Datagrams that the client has sent, with those that did not get through.</summary>
    public int FromClient => Volatile.Read(ref _fromClient);

    public int FromListener => Volatile.Read(ref _fromListener);

    public void Mend() => _cut = false;

    /// <summary>What is larger vanishes without a word.</summary>
    public void DropLargerThan(int bytes, bool toListener = true, bool toClient = true)
    {
        if (toListener)
            _largestToListener = bytes;
        if (toClient)
            _largestToClient = bytes;
    }

    /// <summary>The address at which the client is now leads nowhere from now on.</summary>
    public void LoseClient() => _gone = _client;

    public Task SendToListenerAsync(byte[] datagram) => _toListener.SendAsync(datagram.AsMemory()).InTime();

    public async ValueTask DisposeAsync()
    {
        _toClient.Dispose();
        _toListener.Dispose();
        await _running.InTime();
    }

    private Task ToListenerAsync() =>
        ForwardAsync(async buffer =>
        {
            var received = await _toClient.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            Interlocked.Increment(ref _fromClient);
            if (received.RemoteEndPoint.Equals(_gone))
                return;
            _client = received.RemoteEndPoint;
            if (_cut || received.ReceivedBytes > _largestToListener)
                return;
            await _toListener.SendAsync(buffer.AsMemory(0, received.ReceivedBytes));
            _last = buffer[..received.ReceivedBytes];
        });

    private Task ToClientAsync() =>
        ForwardAsync(async buffer =>
        {
            var length = await _toListener.ReceiveAsync(buffer.AsMemory());
            Interlocked.Increment(ref _fromListener);
            if (!_cut && length <= _largestToClient && !_client!.Equals(_gone))
                await _toClient.SendToAsync(buffer.AsMemory(0, length), _client!);
        });

    private static async Task ForwardAsync(Func<byte[], Task> forwardOne)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            try
            {
                await forwardOne(buffer);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // Lost, as datagrams may be.
            }
        }
    }
}
