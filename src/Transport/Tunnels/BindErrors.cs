using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Translates what the system says about binding a local address.</summary>
internal static class BindErrors
{
    public static TransportException Translate(SocketException e, IPEndPoint address) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new(TransportError.AddressInUse, $"{address} is taken by another program", e),
        SocketError.AccessDenied => new(TransportError.AddressUnavailable, $"{address} may not be used by this user: choose a port from 1024 on, or give the program CAP_NET_BIND_SERVICE", e),
        _ => new(TransportError.AddressUnavailable, $"{address} cannot be used: {e.Message}", e),
    };
}
