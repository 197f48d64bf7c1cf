using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.Transport.Names;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Translates what the system says about a dial.</summary>
internal static class DialErrors
{
    public static ErrorCode FromConnect(SocketError error, bool unix) =>
        error switch
        {
            SocketError.ConnectionRefused => ErrorCode.TargetRefused,
            // Only a connection that was accepted can be reset: see EndOf.
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => ErrorCode.SocketReset,
            SocketError.TimedOut => ErrorCode.TargetTimeout,
            // The file of a Unix socket that is not there: nobody listens, as with a port.
            SocketError.AddressNotAvailable when unix => ErrorCode.TargetRefused,
            SocketError.AccessDenied => ErrorCode.TargetForbidden,
            SocketError.HostUnreachable
            or SocketError.NetworkUnreachable
            or SocketError.NetworkDown
            or SocketError.HostDown
            or SocketError.AddressNotAvailable
            or SocketError.AddressFamilyNotSupported => ErrorCode.TargetUnreachable,
            SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => ErrorCode.LimitReached,
            _ => ErrorCode.TargetUnreachable,
        };

    public static ErrorCode FromName(NameProblem problem) =>
        problem switch
        {
            NameProblem.Unknown => ErrorCode.TargetUnknown,
            NameProblem.TimedOut => ErrorCode.TargetNameTimeout,
            NameProblem.TooMany => ErrorCode.LimitReached,
            NameProblem.Malformed => ErrorCode.TargetMalformed,
            _ => ErrorCode.TargetNameFailed,
        };

    /// <summary>The end of a tunnel by its code. A target that reset the connection before we looked had taken it: the tunnel was open, then reset.</summary>
    public static TunnelEnd EndOf(ErrorCode code) => code == ErrorCode.SocketReset ? TunnelEnd.SocketReset : TunnelEnd.DialFailed;

    /// <summary>The failure that tells more about a target: that somebody answered, then that nobody did, then that there is no way.</summary>
    public static ErrorCode Worse(ErrorCode first, ErrorCode second) => Rank(second) > Rank(first) ? second : first;

    private static int Rank(ErrorCode code) =>
        code switch
        {
            ErrorCode.SocketReset => 4,
            ErrorCode.TargetRefused => 3,
            ErrorCode.TargetTimeout => 2,
            ErrorCode.TargetUnreachable => 1,
            _ => 0,
        };
}
