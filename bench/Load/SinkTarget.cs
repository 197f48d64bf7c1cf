using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>
/// The target that answers the first byte, which shows that the tunnel is up, throws the rest away, and answers its end with one more byte. For thousands
/// at once.
/// </summary>
internal static class SinkTarget
{
    private const int BufferBytes = 64 * 1024;
    private const int Backlog = 4096;

    /// <param name="listeners">Ports; each gives its tunnels a range of local ports of their own.</param>
    public static void Run(IPAddress address, int listeners)
    {
        var sockets = Enumerable.Range(0, listeners).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var socket in sockets)
        {
            socket.Bind(new IPEndPoint(address, 0));
            socket.Listen(Backlog);
            _ = AcceptAsync(socket);
        }

        LoadOutput.Print(sockets.Select(s => ((IPEndPoint)s.LocalEndPoint!).Port));
    }

    private static async Task AcceptAsync(Socket listener)
    {
        while (true)
            _ = SinkAsync(await listener.AcceptAsync());
    }

    private static async Task SinkAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var first = new byte[1];
                if (await socket.ReceiveAsync(first) == 0)
                    return;
                await socket.SendAsync(first);
                while (await ReadAsync(socket) > 0) { }

                await socket.SendAsync(first);
            }
            catch (SocketException)
            {
                // The visitor's side counts that.
            }
        }
    }

    /// <summary>Waits without a buffer: thousands of idle connections hold none.</summary>
    private static async ValueTask<int> ReadAsync(Socket socket)
    {
        await socket.ReceiveAsync(Memory<byte>.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var read = await socket.ReceiveAsync(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return read;
    }
}
