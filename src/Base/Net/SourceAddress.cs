using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Base.Net;

/// <summary>
/// The place that a caller comes from, for limits: an IPv4 address, or the /64 network of an IPv6 address, because a caller with one address of such a
/// network has them all.
/// </summary>
public readonly record struct SourceAddress
{
    private const int PrefixLength = sizeof(ulong);
    private readonly ulong _number;
    private readonly Kind _kind;

    private SourceAddress(ulong number, Kind kind) => (_number, _kind) = (number, kind);

    private enum Kind : byte
    {
        Local,
        Address,
        Network,
    }

    /// <summary>The source of a caller; all who come by a Unix socket have no address and are one source.</summary>
    public static SourceAddress Of(EndPoint? remote) => remote is IPEndPoint { Address: var address } ? Of(address) : default;

    /// <summary>The source of an address; an IPv4 address may be written as an IPv6 one.</summary>
    public static SourceAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        var mapped = address.IsIPv4MappedToIPv6;
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !mapped
            ? new(BinaryPrimitives.ReadUInt64BigEndian(bytes), Kind.Network)
            : new(BinaryPrimitives.ReadUInt32BigEndian(mapped ? bytes[12..] : bytes), Kind.Address);
    }

    /// <summary><c>192.0.2.7</c>, <c>2001:db8:1:2::/64</c> or <c>a Unix socket</c>.</summary>
    public override string ToString()
    {
        if (_kind == Kind.Local)
            return "a Unix socket";
        Span<byte> bytes = stackalloc byte[16];
        if (_kind == Kind.Network)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _number);
            return $"{new IPAddress(bytes)}/{8 * PrefixLength}";
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_number);
        return new IPAddress(bytes[..4]).ToString();
    }
}
