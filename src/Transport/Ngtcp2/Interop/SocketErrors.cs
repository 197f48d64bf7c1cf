using System.Runtime.InteropServices;
using SocketWarp.Protocol;

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

    public static ErrorCode OfDial(int error) => error switch
    {
        NativeSystem.ECONNREFUSED or NativeSystem.ENOENT => ErrorCode.TargetRefused,
        NativeSystem.ETIMEDOUT => ErrorCode.TargetTimeout,
        NativeSystem.EACCES or NativeSystem.EPERM => ErrorCode.TargetForbidden,
        _ => ErrorCode.TargetUnreachable,
    };
}
