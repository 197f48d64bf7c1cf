using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.Base.Limits;

namespace SocketWarp.Transport.Tunnels;

/// <summary>
/// A TCP port that is ours from the start, and at which the system refuses everybody before we listen.
/// </summary>
/// <remarks>
/// Linux lets a second socket take a port that is only bound when both say SO_REUSEADDR, which .NET says for every socket it knows to
/// be TCP, and which is needed to get a port back over connections of an earlier process. So it is set only while listening.
/// Elsewhere a bound port is exclusive anyway, but listening cannot be stopped: a socket that is closed for that leaves the port to others,
/// and Windows does not give an exclusive one back while connections of it live.
/// </remarks>
internal sealed class ListeningSocket : IDisposable
{
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2;
    private readonly Socket _socket;

    private ListeningSocket(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    [SupportedOSPlatformGuard("linux")]
    public static bool CanStopListening { get; } = OperatingSystem.IsLinux();

    public IPEndPoint LocalEndPoint { get; }

    /// <exception cref="SocketException">when the address is taken, not ours, or not permitted.</exception>
    public static ListeningSocket Bind(IPEndPoint address)
    {
        var socket = BindOnce(address);
        if (address.Port != 0 || !OperatingSystem.IsLinux())
            return new(socket);

        // A port that the system chose is given back when listening stops; one that was asked for is not.
        for (var attemptsLeft = 16; ; attemptsLeft--)
        {
            var chosen = (IPEndPoint)socket.LocalEndPoint!;
            socket.Dispose();
            try
            {
                return new(BindOnce(chosen));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && attemptsLeft > 0)
            {
                socket = BindOnce(address);
            }
        }
    }

    public void Listen(int backlog)
    {
        SetReuse(_socket, true);
        _socket.Listen(backlog);
    }

    /// <summary>Whether its descriptor may stay open.</summary>
    public bool IsAllowedBy(DescriptorBudget descriptors) => _socket.IsAllowedBy(descriptors);

    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _socket.AcceptAsync(cancellationToken);

    [SupportedOSPlatform("linux")]
    public void StopListening()
    {
        _socket.Shutdown(SocketShutdown.Receive);
        SetReuse(_socket, false);
    }

    public void Dispose() => _socket.Dispose();

    private static Socket BindOnce(IPEndPoint address)
    {
        // To .NET not TCP but whatever the system makes of a stream: see above.
        var socket = new Socket(address.AddressFamily, SocketType.Stream, OperatingSystem.IsLinux() ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            if (OperatingSystem.IsWindows())
                socket.ExclusiveAddressUse = true;
            BindOver(socket, address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void BindOver(Socket socket, IPEndPoint address)
    {
        try
        {
            socket.Bind(address);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && OperatingSystem.IsLinux())
        {
            // Perhaps only by connections that are still closing.
            SetReuse(socket, true);
            socket.Bind(address);
            SetReuse(socket, false);
        }
    }

    private static void SetReuse(Socket socket, bool on)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(SolSocket, SoReuseAddr, BitConverter.GetBytes(on ? 1 : 0));
    }
}
