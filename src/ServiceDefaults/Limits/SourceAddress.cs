using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.ServiceDefaults.Limits;

/// <summary>Where somebody comes from, for limits: an IPv4 address, or the /64 network of an IPv6 address, because whoever has one address of it has them all.</summary>
public readonly record struct SourceAddress
{
    private const int PrefixLength = sizeof(ulong);
    private readonly ulong _number;
    private readonly bool _isNetwork;

    private SourceAddress(ulong number, bool isNetwork) => (_number, _isNetwork) = (number, isNetwork);

    public static SourceAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        var mapped = address.IsIPv4MappedToIPv6;
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !mapped
            ? new(BinaryPrimitives.ReadUInt64BigEndian(bytes), true)
            : new(BinaryPrimitives.ReadUInt32BigEndian(mapped ? bytes[12..] : bytes), false);
    }

    /// <summary><c>192.0.2.7</c> or <c>2001:db8:1:2::/64</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (_isNetwork)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _number);
            return $"{new IPAddress(bytes)}/{8 * PrefixLength}";
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_number);
        return new IPAddress(bytes[..4]).ToString();
    }
}
