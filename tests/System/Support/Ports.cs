using System.Net;
using System.Net.Sockets;

namespace SocketWarp.SystemTests.Support;

/// <summary>For foreign programs that cannot choose a port and tell us.</summary>
internal static class Ports
{
    public static int FreeTcp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Returns once somebody accepts connections there.</summary>
    public static async Task WaitForListenerAsync(int port)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
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
}
