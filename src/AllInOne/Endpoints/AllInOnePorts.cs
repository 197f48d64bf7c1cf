using System.Net;
using System.Net.Sockets;
using SocketWarp.AllInOne.Settings;
using SocketWarp.Base;

namespace SocketWarp.AllInOne.Endpoints;

/// <summary>
/// The ports of this run, all known before anything starts: the parts are told of each other by their settings. A free port is found by binding it
/// for a moment; when another program takes it in between, the start fails with a clear line.
/// </summary>
internal sealed record AllInOnePorts(int Api, int Gateway, int Visitor, int Target, int Scep)
{
    /// <summary>Held as long as the process lives.</summary>
    private static readonly List<FileStream> Claims = [];

    public static AllInOnePorts Choose(AllInOneSettings settings)
    {
        var taken = new HashSet<int>();
        int Port(int? wanted, int usual, SocketType type)
        {
            var port = wanted ?? (settings.FreePorts ? 0 : usual);
            if (port != 0)
                return port;
            do port = Free(type);
            while (!taken.Add(port));
            return port;
        }

        return new AllInOnePorts(
            Port(settings.ApiPort, 8080, SocketType.Stream),
            Port(settings.GatewayPort, 11443, SocketType.Dgram),
            Port(settings.VisitorPort, 9000, SocketType.Stream),
            Port(settings.TargetPort, 7007, SocketType.Stream),
            Port(settings.ScepPort, 3000, SocketType.Stream)
        );
    }

    /// <summary>
    /// Finds a free port below those that systems hand out to outgoing connections (Linux from 32768, others from 49152), which anybody could take. Others of
    /// our kind that start at the same moment are kept off by a file.
    /// </summary>
    private static int Free(SocketType type)
    {
        const int First = 10_000;
        const int Last = 11_999;
        for (var tries = 0; tries < Last - First; tries++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
            var port = Random.Shared.Next(First, Last + 1);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                Claims.Add(Claim(port));
                return port;
            }
            catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
            {
                // In use, claimed, or reserved by the system.
            }
        }

        throw new StartupException($"no port from {First} to {Last} is free: set each of the ports in place of AppHost:FreePorts");
    }

    /// <summary>A file that nobody else can open; it is gone with the process.</summary>
    private static FileStream Claim(int port) =>
        new(
            Path.Combine(Path.GetTempPath(), $"socketwarp-port-{port}"),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1,
            FileOptions.DeleteOnClose
        );
}
