using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>A TCP relay that can fail as networks do: by a reset, or by silence.</summary>
internal sealed class CuttableRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _pumps = [];
    private readonly Task _accepting;
    private volatile bool _silent;

    public CuttableRelay(Uri target)
    {
        _listener.Start();
        Address = new UriBuilder(target) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync(target.Port);
    }

    public Uri Address { get; }

    /// <summary>Resets every connection; new ones are relayed.</summary>
    public void Cut()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    /// <summary>From now on every byte is swallowed, in both directions.</summary>
    public void FallSilent() => _silent = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        await _accepting;
        await Task.WhenAll(_pumps);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await far.ConnectAsync(IPAddress.Loopback, port);
            lock (_sockets)
                _sockets.AddRange([near, far]);
            _pumps.AddRange([PumpAsync(near, far), PumpAsync(far, near)]);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
                if (!_silent)
                    await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, or the end of the test.
        }
    }
}
