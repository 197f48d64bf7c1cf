using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

internal static unsafe partial class NativeSystem
{
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVec
    {
        public void* iov_base;
        public nuint iov_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* msg_name;
        public uint msg_namelen;
        public IoVec* msg_iov;
        public nuint msg_iovlen;
        public byte* msg_control;
        public nuint msg_controllen;
        public int msg_flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MultiMessageHeader
    {
        public MessageHeader msg_hdr;
        public uint msg_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint cmsg_len;
        public int cmsg_level;
        public int cmsg_type;
    }

    /// <summary>in_pktinfo (ip(7)). Addresses are in network order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PacketInfoV4
    {
        public int ipi_ifindex;
        public uint ipi_spec_dst; // the local address, also of a broadcast
        public uint ipi_addr;
    }

    /// <summary>in6_pktinfo (ipv6(7)). A socket of both families gets IPv4 addresses mapped, and takes them so.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PacketInfoV6
    {
        public fixed byte ipi6_addr[16];
        public int ipi6_ifindex;
    }

    /// <summary>Packed on x86-64 only (sys/epoll.h, EPOLL_PACKED).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct EpollEvent
    {
        public uint events;
        public ulong data;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long tv_sec;
        public long tv_nsec;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Linger
    {
        public int l_onoff;
        public int l_linger;
    }
}
