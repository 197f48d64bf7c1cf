using System.Net;
using System.Net.Sockets;

namespace SocketWarp.ServiceDefaults.Http.Connections;

/// <summary>What counts as one source of connections: an IPv4 address, or an IPv6 network of 64 bits, as everybody who has one address has all of it.</summary>
internal sealed record SourceAddress(IPAddress Address, bool IsNetwork)
{
    private const int NetworkBytes = 8;

    /// <summary>Those who come by a Unix socket have no address.</summary>
    private static readonly SourceAddress Local = new(IPAddress.None, false);

    public static SourceAddress Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address }) return Local;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return new SourceAddress(address, false);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new SourceAddress(new IPAddress(bytes), true);
    }

    public override string ToString() => this == Local ? "a Unix socket" : IsNetwork ? $"{Address}/64" : $"{Address}";
}
