using System.Net.Sockets;

namespace SocketWarp.Transport.Tunnels;

internal static class SocketExtensions
{
    private static readonly LingerOption AtOnce = new(true, 0);

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
