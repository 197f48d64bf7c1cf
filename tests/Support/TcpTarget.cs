using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace SocketWarp.TestSupport;

/// <summary>A listening target whose connections a test takes one by one, or that answers by itself.</summary>
public sealed class TcpTarget : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, Task>? _serve;
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();
    private readonly List<Task> _serving = [];
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;

    /// <param name="serve">Called for each connection; null leaves them to <see cref="AcceptAsync"/>.</param>
    public TcpTarget(EndPoint? address = null, Func<Socket, Task>? serve = null)
    {
        address ??= new IPEndPoint(IPAddress.Loopback, 0);
        _serve = serve;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(address);
        _listener.Listen(4096);
        _accepting = AcceptAllAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Sends back what comes, and its end.</summary>
    public static async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer.AsMemory())) > 0)
            await socket.SendAsync(buffer.AsMemory(0, read));
        socket.Shutdown(SocketShutdown.Send);
    }

    public Task<Socket> AcceptAsync() => _accepted.Reader.ReadAsync().InTime();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var socket in _sockets)
            socket.Dispose();
        await Task.WhenAll(_serving).InTime();
    }

    private async Task AcceptAllAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _sockets.Add(socket);
            if (_serve is not null)
                _serving.Add(ServeAsync(socket, _serve));
            else
                _accepted.Writer.TryWrite(socket);
        }
    }

    private static async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        try
        {
            await serve(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test ended first, or reset it on purpose.
        }
    }
}
