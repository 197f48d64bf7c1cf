using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Stands between one connector and its gateway and looks at their datagrams.</summary>
internal sealed class DatagramRelay : IAsyncDisposable
{
    private static readonly IPEndPoint Nobody = new(IPAddress.Loopback, 0);
    private readonly Socket _near = Bind();
    private readonly Socket _far = Bind();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private EndPoint _connector = Nobody;

    public DatagramRelay(IPEndPoint gateway)
    {
        _far.Connect(gateway);
        _running = Task.WhenAll(Task.Run(ToGatewayAsync), Task.Run(ToConnectorAsync));
    }

    /// <summary>Where the connector dials.</summary>
    public string Address => _near.LocalEndPoint!.ToString()!;

    public int LargestToGateway { get; private set; }

    public int LargestToConnector { get; private set; }

    /// <summary>The gateway's very first byte.</summary>
    public byte FirstByteToConnector { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.InTime();
        _near.Dispose();
        _far.Dispose();
        _stop.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 * 1024 * 1024 };
        socket.Bind(Nobody);
        return socket;
    }

    private async Task ToGatewayAsync()
    {
        var buffer = new byte[ushort.MaxValue];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await _near.ReceiveFromAsync(buffer, Nobody, _stop.Token);
                Volatile.Write(ref _connector, received.RemoteEndPoint);
                LargestToGateway = Math.Max(LargestToGateway, received.ReceivedBytes);
                await _far.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // Stopped, or an end that has gone: the other one finds out by itself.
            }
        }
    }

    private async Task ToConnectorAsync()
    {
        var buffer = new byte[ushort.MaxValue];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _far.ReceiveAsync(buffer, _stop.Token);
                if (LargestToConnector == 0)
                    FirstByteToConnector = buffer[0];
                LargestToConnector = Math.Max(LargestToConnector, length);
                await _near.SendToAsync(buffer.AsMemory(0, length), Volatile.Read(ref _connector), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // As above.
            }
        }
    }
}
