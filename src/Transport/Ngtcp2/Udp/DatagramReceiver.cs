using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>The buffers that recvmmsg fills; one set serves all sockets of a loop, since datagrams are handled before the next call.</summary>
internal sealed unsafe class DatagramReceiver : IDisposable
{
    public const int Batch = 16;
    private const int BufferSize = 64 * 1024; // a joined (GRO) datagram
    private const int ControlSize = 128;

    private readonly byte* _buffers = (byte*)NativeMemory.AlignedAlloc(Batch * BufferSize, 4096);
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Batch * ControlSize);
    private readonly NativeAddress* _names = (NativeAddress*)NativeMemory.AllocZeroed((nuint)(Batch * sizeof(NativeAddress)));
    private readonly NativeSystem.IoVec* _vectors = (NativeSystem.IoVec*)NativeMemory.AllocZeroed((nuint)(Batch * sizeof(NativeSystem.IoVec)));
    private readonly NativeSystem.MultiMessageHeader* _headers = (NativeSystem.MultiMessageHeader*)
        NativeMemory.AllocZeroed((nuint)(Batch * sizeof(NativeSystem.MultiMessageHeader)));

    public DatagramReceiver()
    {
        for (var i = 0; i < Batch; i++)
        {
            _vectors[i] = new NativeSystem.IoVec { iov_base = _buffers + i * BufferSize, iov_len = BufferSize };
            _headers[i].msg_hdr.msg_iov = &_vectors[i];
            _headers[i].msg_hdr.msg_iovlen = 1;
            _headers[i].msg_hdr.msg_name = &_names[i];
            _headers[i].msg_hdr.msg_control = _controls + i * ControlSize;
        }
    }

    /// <returns>Messages received, or −1 with the last P/Invoke error set.</returns>
    public int Receive(int descriptor)
    {
        for (var i = 0; i < Batch; i++)
        {
            _headers[i].msg_hdr.msg_namelen = NativeAddress.MaxLength;
            _headers[i].msg_hdr.msg_controllen = ControlSize;
            _headers[i].msg_hdr.msg_flags = 0;
        }

        return NativeSystem.recvmmsg(descriptor, _headers, Batch, NativeSystem.MSG_DONTWAIT, null);
    }

    /// <summary>Hands the datagrams of one message to the handler, split at the segment size that GRO reports.</summary>
    /// <param name="local">The socket's address; where the system says which of its own a message was sent to, that one is taken.</param>
    public void Deliver(int index, IDatagramHandler handler, NativeAddress local, uint localLength, ulong now)
    {
        var header = &_headers[index];
        var length = (int)header->msg_len;
        ReadControl(&header->msg_hdr, length, &local, out var segment, out var ecn);
        NativeQuic.Path path = default;
        path.local = new NativeQuic.Address { addr = &local, addrlen = localLength };
        path.remote = new NativeQuic.Address { addr = &_names[index], addrlen = header->msg_hdr.msg_namelen };
        var data = _buffers + index * BufferSize;
        for (var offset = 0; offset < length; offset += segment)
            handler.OnDatagram(data + offset, Math.Min(segment, length - offset), &path, ecn, now);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffers);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_names);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_headers);
    }

    private static void ReadControl(NativeSystem.MessageHeader* message, int length, NativeAddress* local, out int segment, out byte ecn)
    {
        segment = length;
        ecn = 0;
        var position = (byte*)message->msg_control;
        var end = position + message->msg_controllen;
        while (position + sizeof(NativeSystem.ControlHeader) <= end)
        {
            var header = (NativeSystem.ControlHeader*)position;
            if (header->cmsg_len < (nuint)sizeof(NativeSystem.ControlHeader))
                break;
            var value = position + sizeof(NativeSystem.ControlHeader);
            if (header->cmsg_level == NativeSystem.SOL_UDP && header->cmsg_type == NativeSystem.UDP_GRO)
                segment = *(int*)value;
            else if (header->cmsg_level == NativeSystem.IPPROTO_IP && header->cmsg_type == NativeSystem.IP_TOS)
                ecn = (byte)(*value & 3);
            else if (header->cmsg_level == NativeSystem.IPPROTO_IPV6 && header->cmsg_type == NativeSystem.IPV6_TCLASS)
                ecn = (byte)(*value & 3);
            else if (header->cmsg_level == NativeSystem.IPPROTO_IP && header->cmsg_type == NativeSystem.IP_PKTINFO)
                *(uint*)NativeAddress.Host(local) = ((NativeSystem.PacketInfoV4*)value)->ipi_spec_dst;
            else if (header->cmsg_level == NativeSystem.IPPROTO_IPV6 && header->cmsg_type == NativeSystem.IPV6_PKTINFO)
                Buffer.MemoryCopy(((NativeSystem.PacketInfoV6*)value)->ipi6_addr, NativeAddress.Host(local), 16, 16);
            position += (header->cmsg_len + 7) & ~(nuint)7;
        }

        if (segment <= 0)
            segment = Math.Max(length, 1);
    }
}
