using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;

namespace SocketWarp.Transport.Tests.Peers;

/// <summary>The network between one client and a listener. It can be cut, and a stranger can speak from where the client spoke.</summary>
internal sealed class UdpRelay : IAsyncDisposable
{
    private readonly Socket _toClient = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _toListener = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Task _running;
    private volatile EndPoint? _client;
    private volatile byte[] _last = [];
    private volatile bool _cut;

    public UdpRelay(IPEndPoint listener)
    {
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

    public Task SendToListenerAsync(byte[] datagram) => _toListener.SendAsync(datagram.AsMemory()).InTime();

    public async ValueTask DisposeAsync()
    {
        _toClient.Dispose();
        _toListener.Dispose();
        await _running.InTime();
    }

    private Task ToListenerAsync() => ForwardAsync(async buffer =>
    {
        var received = await _toClient.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
        _client = received.RemoteEndPoint;
        if (_cut)
            return;
        await _toListener.SendAsync(buffer.AsMemory(0, received.ReceivedBytes));
        _last = buffer[..received.ReceivedBytes];
    });

    private Task ToClientAsync() => ForwardAsync(async buffer =>
    {
        var length = await _toListener.ReceiveAsync(buffer.AsMemory());
        if (!_cut)
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
