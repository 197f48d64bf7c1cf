using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>
/// libngtcp2: the structures that cross the boundary. Field names are the header's (ngtcp2/ngtcp2.h, 1.11); <see cref="NativeLayout"/> checks sizes and
/// offsets.
/// </summary>
internal static unsafe partial class NativeQuic
{
    public const int MaxConnectionIdLength = 20;

    [StructLayout(LayoutKind.Sequential)]
    public struct ConnectionId
    {
        public nuint datalen;
        public fixed byte data[MaxConnectionIdLength];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Vec
    {
        public byte* @base;
        public nuint len;
    }

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    public struct PacketInfo
    {
        public byte ecn;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PacketHeader
    {
        public ConnectionId dcid;
        public ConnectionId scid;
        public long pkt_num;
        public byte* token;
        public nuint tokenlen;
        public nuint pkt_numlen;
        public nuint len;
        public uint version;
        public byte type;
        public byte flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct VersionConnectionIds
    {
        public uint version;
        public byte* dcid;
        public nuint dcidlen;
        public byte* scid;
        public nuint scidlen;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Address
    {
        public NativeAddress* addr;
        public uint addrlen;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Path
    {
        public Address local;
        public Address remote;
        public void* user_data;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ConnectionInfo
    {
        public ulong latest_rtt;
        public ulong min_rtt;
        public ulong smoothed_rtt;
        public ulong rttvar;
        public ulong cwnd;
        public ulong ssthresh;
        public ulong bytes_in_flight;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ConnectionCloseError
    {
        public int type;
        public ulong error_code;
        public ulong frame_type;
        public byte* reason;
        public nuint reasonlen;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public int age;
        public int version_num;
        public byte* version_str;
    }

    /// <summary>ngtcp2_crypto_conn_ref, which a GnuTLS session points to, with a tail of our own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ConnectionRef
    {
        public delegate* unmanaged[Cdecl]<ConnectionRef*, nint> get_conn;
        public nint user_data;
        public nint handle;
    }
}
