using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>sockaddr_in or sockaddr_in6 (netinet/in.h), big enough for both.</summary>
[StructLayout(LayoutKind.Sequential, Size = MaxLength)]
internal unsafe struct NativeAddress
{
    public const int MaxLength = 28;
    private const ushort FamilyV4 = 2;
    private const ushort FamilyV6 = 10;

    private fixed byte _bytes[MaxLength];

    /// <summary>Where the address itself lies, in network order: 4 or 16 bytes.</summary>
    public static byte* Host(NativeAddress* address) => address->_bytes + (*(ushort*)address->_bytes == FamilyV6 ? 8 : 4);

    /// <summary>Whether it is an IPv4 address written as ::ffff:a.b.c.d.</summary>
    public static bool IsMapped(NativeAddress* address)
    {
        var host = address->_bytes + 8;
        return *(ushort*)address->_bytes == FamilyV6 && *(ulong*)host == 0 && *(uint*)(host + 8) == 0xffff_0000; // bytes 0, 0, 255, 255
    }

    /// <summary>The same host with a port that is higher by <paramref name="step"/>; after 65535 it starts again from 0.</summary>
    public readonly NativeAddress WithPortPlus(ushort step)
    {
        var copy = this;
        var port = (ushort)((_bytes[2] << 8 | _bytes[3]) + step);
        copy._bytes[2] = (byte)(port >> 8);
        copy._bytes[3] = (byte)port;
        return copy;
    }

    /// <summary>Whether both name the same host; the ports do not matter.</summary>
    public static bool AreSameHost(NativeAddress a, NativeAddress b) =>
        *(ushort*)a._bytes == *(ushort*)b._bytes
        && new ReadOnlySpan<byte>(Host(&a), HostLength(a)).SequenceEqual(new ReadOnlySpan<byte>(Host(&b), HostLength(b)));

    private static int HostLength(in NativeAddress address) => address._bytes[0] == FamilyV6 ? 16 : 4;

    public static NativeAddress From(IPEndPoint endPoint, out uint length)
    {
        NativeAddress address = default;
        var v6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        *(ushort*)address._bytes = v6 ? FamilyV6 : FamilyV4;
        address._bytes[2] = (byte)(endPoint.Port >> 8);
        address._bytes[3] = (byte)endPoint.Port;
        endPoint.Address.TryWriteBytes(new Span<byte>(address._bytes + (v6 ? 8 : 4), v6 ? 16 : 4), out _);
        if (v6)
            *(uint*)(address._bytes + 24) = (uint)endPoint.Address.ScopeId;
        length = v6 ? 28u : 16u;
        return address;
    }

    public readonly IPEndPoint ToEndPoint()
    {
        fixed (byte* bytes = _bytes)
        {
            var port = bytes[2] << 8 | bytes[3];
            if (*(ushort*)bytes == FamilyV4)
                return new IPEndPoint(new IPAddress(new ReadOnlySpan<byte>(bytes + 4, 4)), port);
            var address = new IPAddress(new ReadOnlySpan<byte>(bytes + 8, 16), *(uint*)(bytes + 24));
            return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
        }
    }
}
