using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>errno to our words.</summary>
internal static class SocketErrors
{
    public static TransportException Translate(int error, string what)
    {
        var kind = error switch
        {
            NativeSystem.EADDRINUSE => TransportError.AddressInUse,
            NativeSystem.EADDRNOTAVAIL or NativeSystem.EACCES or NativeSystem.EPERM => TransportError.AddressUnavailable,
            NativeSystem.ENETUNREACH or NativeSystem.EHOSTUNREACH or NativeSystem.ENETDOWN => TransportError.Unreachable,
            NativeSystem.ECONNREFUSED => TransportError.Refused,
            _ => TransportError.BadConfiguration,
        };
        return new TransportException(kind, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>What .NET's sockets call a failed dial, so that <see cref="Tunnels.DialErrors"/> tells the failures of all engines apart.</summary>
    public static SocketError OfDial(int error) =>
        error switch
        {
            NativeSystem.ECONNREFUSED => SocketError.ConnectionRefused,
            NativeSystem.ECONNRESET or NativeSystem.EPIPE => SocketError.ConnectionReset,
            NativeSystem.ETIMEDOUT => SocketError.TimedOut,
            NativeSystem.EACCES or NativeSystem.EPERM => SocketError.AccessDenied,
            NativeSystem.ENOENT or NativeSystem.EADDRNOTAVAIL => SocketError.AddressNotAvailable,
            NativeSystem.EHOSTUNREACH => SocketError.HostUnreachable,
            NativeSystem.ENETUNREACH => SocketError.NetworkUnreachable,
            NativeSystem.ENETDOWN => SocketError.NetworkDown,
            NativeSystem.EMFILE or NativeSystem.ENFILE => SocketError.TooManyOpenSockets,
            NativeSystem.ENOBUFS or NativeSystem.ENOMEM or NativeSystem.ENOSPC => SocketError.NoBufferSpaceAvailable,
            _ => SocketError.SocketError,
        };
}
