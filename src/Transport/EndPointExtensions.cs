using System.Net;

namespace SocketWarp.Transport;

internal static class EndPointExtensions
{
    /// <summary>A socket for both families shows IPv4 peers as ::ffff:a.b.c.d.</summary>
    public static IPEndPoint Unmapped(this IPEndPoint address) =>
        address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;
}
