using System.Net.Sockets;

namespace SocketWarp.Transport.Tunnels;

internal static class SocketExtensions
{
    private static readonly LingerOption AtOnce = new(true, 0);

    /// <summary>No waiting for more bytes before a send, and an end for a TCP peer that vanished without a word.</summary>
    /// <exception cref="SocketException">It was reset already.</exception>
    public static void Tune(this Socket socket, SocketOptions options)
    {
        if (socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)options.KeepAliveAfter.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)options.KeepAliveInterval.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, options.KeepAliveProbes);
    }

    /// <summary>Closes with RST, so that the other side sees an error and never an end.</summary>
    public static void Reset(this Socket socket)
    {
        try
        {
            socket.LingerState = AtOnce;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed or reset already.
        }

        socket.Dispose();
    }
}
