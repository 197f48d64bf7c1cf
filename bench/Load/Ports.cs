using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

internal static class Ports
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static async Task WaitUntilOpenAsync(int port, CancellationToken cancellation)
    {
        var limit = DateTime.UtcNow + Patience;
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < limit)
            {
                await Task.Delay(50, cancellation);
            }
        }
    }
}
