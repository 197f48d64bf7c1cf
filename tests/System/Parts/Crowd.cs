using System.Net;
using System.Net.Sockets;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Parts;

/// <summary>Many TCP connections that say nothing.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public static async Task<Crowd> GatherAsync(int port, int count)
    {
        var crowd = new Crowd();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd._sockets.Add(socket);
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limits.Step);
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
                {
                    // There was no room for it, and it was told so before it could look.
                }
            }

            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
