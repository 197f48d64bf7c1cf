using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>A listener whose queue is full, so that the system drops further attempts as if nobody were there.</summary>
internal sealed class SilentTarget : IDisposable
{
    private const int MoreThanFillsTheQueue = 8;
    private readonly Socket _listener;
    private readonly List<Socket> _waiting = [];

    /// <param name="address">Null: IPv4's loopback, any free port.</param>
    public SilentTarget(IPEndPoint? address = null)
    {
        address ??= new IPEndPoint(IPAddress.Loopback, 0);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(address);
        _listener.Listen(1);
        for (var i = 0; i < MoreThanFillsTheQueue; i++)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _waiting.Add(socket);
            try
            {
                socket.Connect(EndPoint);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                // Under way, or never to be answered.
            }
        }
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose()
    {
        foreach (var socket in _waiting)
            socket.Dispose();
        _listener.Dispose();
    }
}
