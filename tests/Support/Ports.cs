using System.Net;
using System.Net.Sockets;

namespace SocketWarp.TestSupport;

/// <summary>For programs that must be told a port and cannot tell us one.</summary>
public static class Ports
{
    public static int FreeTcp() => Free(SocketType.Stream, ProtocolType.Tcp);

    public static int FreeUdp() => Free(SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Returns once somebody accepts connections there.</summary>
    public static async Task WaitForListenerAsync(int port)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                // A foreign program has no event for "I listen now".
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
    }

    private static int Free(SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
