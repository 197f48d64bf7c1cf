using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Limits;
using SocketWarp.Base.Net;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Translates what the system says about binding a local address.</summary>
internal static class BindErrors
{
    /// <summary>Says that only the process's own descriptors are left.</summary>
    public static TransportException NoDescriptor(DescriptorBudget descriptors, IPEndPoint address) =>
        new(TransportError.BadConfiguration, $"{address} cannot be opened: {descriptors.Describe()}");

    public static TransportException Translate(SocketException e, IPEndPoint address, ProtocolType protocol = ProtocolType.Tcp) =>
        e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => Taken(address, protocol, e),
            SocketError.AccessDenied => new(
                TransportError.AddressUnavailable,
                $"{address} may not be used by this user: choose a port from 1024 on, or give the program CAP_NET_BIND_SERVICE",
                e
            ),
            _ => new(TransportError.AddressUnavailable, $"{address} cannot be used: {e.Message}", e),
        };

    /// <summary>Says that a port is taken, and in which family: a port for both may be taken in one alone, which is hard to see.</summary>
    public static TransportException Taken(IPEndPoint address, ProtocolType protocol, Exception? e = null) =>
        new(TransportError.AddressInUse, $"port {address.Port} is taken{PortFamily.Taken(address, protocol)}", e);
}
