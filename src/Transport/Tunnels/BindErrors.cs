using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Translates what the system says about binding a local address.</summary>
internal static class BindErrors
{
    /// <summary>What is left is kept for the process itself.</summary>
    public static TransportException NoDescriptor(DescriptorBudget descriptors, IPEndPoint address) => new(TransportError.BadConfiguration, $"{address} cannot be opened: {descriptors.Describe()}");

    public static TransportException Translate(SocketException e, IPEndPoint address) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new(TransportError.AddressInUse, $"{address} is taken by another program", e),
        SocketError.AccessDenied => new(TransportError.AddressUnavailable, $"{address} may not be used by this user", e),
        _ => new(TransportError.AddressUnavailable, $"{address} cannot be used: {e.Message}", e),
    };
}
