using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>The target that answers every byte with the same one.</summary>
internal static class EchoTarget
{
    /// <summary>Four times as many as come at once: ends of tunnels may lag behind their visitors.</summary>
    private const int Threads = 128;
    private const int StackBytes = 256 * 1024;

    public static void Run(IPAddress address)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen(4096);
        for (var i = 0; i < Threads; i++)
            new Thread(() => Serve(listener), StackBytes) { IsBackground = true }.Start();
        LoadOutput.Print(((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    private static void Serve(Socket listener)
    {
        var buffer = new byte[512];
        while (true)
        {
            using var socket = listener.Accept();
            try
            {
                int read;
                while ((read = socket.Receive(buffer)) > 0)
                    socket.Send(buffer, read, SocketFlags.None);
            }
            catch (SocketException)
            {
                // The tunnel under test reset it; the visitor's side counts that.
            }
        }
    }
}
