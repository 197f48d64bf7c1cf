using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>Sending, with a place for the one batch that the kernel had no room for.</summary>
internal sealed unsafe partial class UdpSocket
{
    private const int ControlSpace = 24; // one header and up to eight bytes, aligned
    private bool _connected;
    private byte* _pending;
    private int _pendingLength;
    private int _pendingSegment;
    private NativeAddress _pendingTo;
    private uint _pendingToLength;
    private byte _pendingEcn;

    /// <summary>The kernel had no room: nothing more may be sent before <see cref="IDatagramHandler.OnWritable"/>.</summary>
    public bool IsBlocked => _pending != null;

    /// <summary>Whether the kernel splits a batch for us.</summary>
    public bool CanSegment => _offload.Send;

    /// <summary>Sends packets of <paramref name="segment"/> bytes that lie one after the other; keeps a copy when there is no room.</summary>
    public void Send(byte* data, int length, int segment, NativeAddress* to, uint toLength, byte ecn)
    {
        if (Descriptor < 0 || IsBlocked) return; // QUIC takes it for a loss
        var sent = TrySend(data, length, segment, to, toLength, ecn);
        if (sent < length) KeepPending(data + sent, length - sent, segment, to, toLength, ecn);
    }

    /// <summary>Sends one packet, or drops it when there is no room: for answers to strangers.</summary>
    public void SendOrDrop(byte* data, int length, NativeAddress* to, uint toLength)
    {
        if (Descriptor >= 0 && !IsBlocked) TrySend(data, length, length, to, toLength, 0);
    }

    /// <returns>Bytes that need no second try: sent, or refused for good.</returns>
    private int TrySend(byte* data, int length, int segment, NativeAddress* to, uint toLength, byte ecn)
    {
        var done = 0;
        var retried = false;
        while (done < length)
        {
            var part = _offload.Send ? length - done : Math.Min(segment, length - done);
            var error = SendOnce(data + done, part, segment, to, toLength, ecn);
            switch (error)
            {
                case NativeSystem.EINTR:
                    continue;
                case NativeSystem.EAGAIN or NativeSystem.ENOBUFS:
                    return done;
                case NativeSystem.EIO when part > segment:
                    _offload.SendFailed("the network device refused it");
                    continue;
                case not 0 when _connected && !retried:
                    retried = true; // it may be what became of an earlier datagram: then this one was not sent
                    continue;
                default:
                    done += part; // sent, or too big for the path, no route, …: a loss for QUIC
                    continue;
            }
        }

        return done;
    }

    /// <returns>0 or an errno.</returns>
    private int SendOnce(byte* data, int length, int segment, NativeAddress* to, uint toLength, byte ecn)
    {
        var control = stackalloc byte[2 * ControlSpace];
        NativeSystem.IoVec vector = new() { iov_base = data, iov_len = (nuint)length };
        NativeSystem.MessageHeader message = new() { msg_iov = &vector, msg_iovlen = 1 };
        if (!_connected)
        {
            message.msg_name = to;
            message.msg_namelen = toLength;
        }

        nuint used = 0;
        if (ecn != 0)
        {
            WriteControl(control, _v6 ? NativeSystem.IPPROTO_IPV6 : NativeSystem.IPPROTO_IP, _v6 ? NativeSystem.IPV6_TCLASS : NativeSystem.IP_TOS, sizeof(int));
            *(int*)(control + sizeof(NativeSystem.ControlHeader)) = ecn;
            used = ControlSpace;
        }

        if (length > segment)
        {
            WriteControl(control + used, NativeSystem.SOL_UDP, NativeSystem.UDP_SEGMENT, sizeof(ushort));
            *(ushort*)(control + used + sizeof(NativeSystem.ControlHeader)) = (ushort)segment;
            used += ControlSpace;
        }

        if (used > 0)
        {
            message.msg_control = control;
            message.msg_controllen = used;
        }

        return NativeSystem.sendmsg(Descriptor, &message, NativeSystem.MSG_DONTWAIT) >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private static void WriteControl(byte* place, int level, int type, int size)
    {
        var header = (NativeSystem.ControlHeader*)place;
        header->cmsg_len = (nuint)(sizeof(NativeSystem.ControlHeader) + size);
        header->cmsg_level = level;
        header->cmsg_type = type;
    }

    private void KeepPending(byte* data, int length, int segment, NativeAddress* to, uint toLength, byte ecn)
    {
        _pending = (byte*)NativeMemory.Alloc((nuint)length);
        Buffer.MemoryCopy(data, _pending, length, length);
        _pendingLength = length;
        _pendingSegment = segment;
        _pendingTo = *to;
        _pendingToLength = toLength;
        _pendingEcn = ecn;
        _loop.Poller.Change(this, ReadEvents | NativeSystem.EPOLLOUT);
    }

    private void RetryPending()
    {
        if (!IsBlocked) return;
        var data = _pending;
        _pending = null;
        fixed (NativeAddress* to = &_pendingTo) Send(data, _pendingLength, _pendingSegment, to, _pendingToLength, _pendingEcn);
        NativeMemory.Free(data);
        if (IsBlocked) return;
        _loop.Poller.Change(this, ReadEvents);
        _handler.OnWritable();
    }

    private void ForgetPending()
    {
        NativeMemory.Free(_pending);
        _pending = null;
    }
}
