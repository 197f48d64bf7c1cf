using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Base.Net;

/// <summary>Says in which family a port that was wanted for both is taken, for messages.</summary>
public static class PortFamily
{
    /// <summary>The text that follows "is taken"; empty where both families are alike.</summary>
    public static string Taken(IPEndPoint address, ProtocolType protocol)
    {
        if (!address.Address.Equals(IPAddress.IPv6Any) || address.Port == 0)
            return "";
        return (IsFree(IPAddress.Any, address.Port, protocol), IsFree(IPAddress.IPv6Any, address.Port, protocol)) switch
        {
            (false, true) => " on IPv4, though not on IPv6",
            (true, false) => " on IPv6, though not on IPv4",
            _ => "",
        };
    }

    private static bool IsFree(IPAddress address, int port, ProtocolType protocol)
    {
        using var socket = new Socket(address.AddressFamily, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
