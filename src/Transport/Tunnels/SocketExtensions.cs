using System.Net.Sockets;
using SocketWarp.Base.Limits;

namespace SocketWarp.Transport.Tunnels;

internal static class SocketExtensions
{
    // netinet/tcp.h: the first byte of struct tcp_info is the state.
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const byte TcpClosed = 7;

    private static readonly LingerOption AtOnce = new(true, 0);
    private static readonly LingerOption InTheBackground = new(false, 0);

    /// <summary>No waiting for more bytes before a send, an end for a TCP peer that vanished without a word, and a reset unless we say otherwise.</summary>
    /// <exception cref="SocketException">when it was reset already.</exception>
    public static void Tune(this Socket socket, SocketOptions options)
    {
        if (socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return;
        // For a process that is killed the kernel closes: what is cut then must not look whole.
        socket.LingerState = AtOnce;
        socket.NoDelay = true;
        // Bytes that TCP marks urgent stay in the stream instead of getting lost.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)options.KeepAliveAfter.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)options.KeepAliveInterval.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, options.KeepAliveProbes);
    }

    /// <summary>Whether a socket that was opened for a visitor or target may stay open.</summary>
    public static bool IsAllowedBy(this Socket socket, DescriptorBudget descriptors) => OperatingSystem.IsWindows() || descriptors.Allows((int)socket.Handle);

    /// <summary>Whether a TCP socket that reads as ended, and whose own side was not shut, was reset. Linux only: elsewhere false.</summary>
    public static bool WasReset(this Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return false;
        try
        {
            Span<byte> state = stackalloc byte[1];
            return socket.GetRawSocketOption(TcpLevel, TcpInfo, state) == 1 && state[0] == TcpClosed;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Closes with RST, so that the other side sees an error and never an end.</summary>
    public static void Reset(this Socket socket) => Dispose(socket, AtOnce);

    /// <summary>Closes after both directions have ended; what is still to be sent will be.</summary>
    public static void CloseCleanly(this Socket socket) => Dispose(socket, InTheBackground);

    private static void Dispose(Socket socket, LingerOption linger)
    {
        try
        {
            socket.LingerState = linger;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed or reset already.
        }

        socket.Dispose();
    }
}
