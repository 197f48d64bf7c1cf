using System.Net;
using System.Net.Sockets;

namespace SocketWarp.TestSupport;

/// <summary>
/// For programs that must be told a port and cannot tell us one. No test process gets a port twice, or one that another has got:
/// each is claimed by a locked file as long as the process lives, and the system hands none of them out.
/// </summary>
public static class Ports
{
    // Below the system's own range (net.ipv4.ip_local_port_range).
    private const int First = 12000;
    private const int Last = 31999;

    private static readonly string Claims = Path.Combine(Path.GetTempPath(), "socketwarp-test-ports");
    private static readonly List<FileStream> Claimed = [];

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
        while (true)
        {
            int port = Random.Shared.Next(First, Last + 1);
            if (Claim(port) && CanBind(port, type, protocol))
            {
                return port;
            }
        }
    }

    private static bool Claim(int port)
    {
        Directory.CreateDirectory(Claims);
        try
        {
            var claim = new FileStream(Path.Combine(Claims, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            lock (Claimed)
            {
                Claimed.Add(claim);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool CanBind(int port, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
