using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketWarp.TestSupport;

/// <summary>Clients that connect, say the same or nothing, and then wait.</summary>
public sealed class SilentClients : IDisposable
{
    private readonly List<Socket> _sockets = [];

    private SilentClients() { }

    /// <summary>One for each, done when the server has ended it, with what it had said.</summary>
    public List<Task<string>> Ends { get; } = [];

    /// <param name="address">A loopback address of the server.</param>
    /// <param name="say">Characters of Latin 1.</param>
    public static async Task<SilentClients> ConnectAsync(Uri address, int count, string say = "")
    {
        var clients = new SilentClients();
        for (var i = 0; i < count; i++)
        {
            var socket = await TestSockets.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
            clients._sockets.Add(socket);
            await socket.SendAllAsync(Encoding.Latin1.GetBytes(say));
            clients.Ends.Add(ReadToEndAsync(socket));
        }

        return clients;
    }

    /// <summary>Waits until the server has ended so many.</summary>
    public async Task EndedAsync(int count)
    {
        for (var left = Ends.ToList(); Ends.Count - left.Count < count; )
            left.Remove(await Task.WhenAny(left).InTime());
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory()) is > 0 and var read)
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }

        return text.ToString();
    }
}
