using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Base.Settings;

/// <summary>The right to listen on a port below 1024. A server without it fails without naming the setting, so this is checked beforehand.</summary>
internal static class PortPermission
{
    public const string Fix =
        "this user may not listen on a port below 1024: choose a higher one, or give the program CAP_NET_BIND_SERVICE (systemd: "
        + "AmbientCapabilities=CAP_NET_BIND_SERVICE)";

    private const int FirstOpenToAll = 1024;

    public static bool IsMissing(IPEndPoint address, ProtocolType protocol)
    {
        if (address.Port is 0 or >= FirstOpenToAll)
            return false;
        try
        {
            using var socket = new Socket(address.AddressFamily, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            socket.Bind(address);
            return false;
        }
        catch (SocketException e)
        {
            // Other faults are reported when the service listens there.
            return e.SocketErrorCode == SocketError.AccessDenied;
        }
    }
}
