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

    public static bool IsOpen(string address, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Parse(address), port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Looks only, and into whatever namespace the process is in: a server that serves one at a time is not disturbed.</summary>
    public static async Task WaitUntilListeningAsync(int process, int port, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (!File.ReadLines($"/proc/{process}/net/tcp").Any(l => l.Contains($":{port:X4} 00000000:0000 0A ", StringComparison.Ordinal)))
            await Task.Delay(10, patience.Token);
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
