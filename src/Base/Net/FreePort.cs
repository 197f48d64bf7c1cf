using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Base.Net;

/// <summary>Ports of the loopback address for parts that must be told theirs before they start.</summary>
public static class FreePort
{
    /// <summary>Held as long as the process lives.</summary>
    private static readonly List<FileStream> Claims = [];

    /// <summary>
    /// Finds a free port below those that systems hand out to outgoing connections (Linux from 32768, others from 49152), which anybody could take. Others of
    /// our kind that start at the same moment are kept off by a file.
    /// </summary>
    /// <exception cref="StartupException">when none is free.</exception>
    public static int Claim(SocketType type)
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
                Claims.Add(ClaimFile(port));
                return port;
            }
            catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
            {
                // In use, claimed, or reserved by the system.
            }
        }

        throw new StartupException($"no port from {First} to {Last} is free: name a port for each part");
    }

    /// <summary>A file that nobody else can open; it is gone with the process.</summary>
    private static FileStream ClaimFile(int port) =>
        new(
            Path.Combine(Path.GetTempPath(), $"socketwarp-port-{port}"),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1,
            FileOptions.DeleteOnClose
        );
}
