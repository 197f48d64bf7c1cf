using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>The sending half, with a place for the one batch that the kernel had no room for.</summary>
internal sealed unsafe partial class UdpSocket
{
    private const int MaxControl = 96; // ECN, segment size and source address, each a header and its value, aligned to eight bytes
    private bool _connected;
    private bool _anyAddress; // bound to all of the machine's, so that each datagram has to say which
    private byte* _pending;
    private int _pendingLength;
    private int _pendingSegment;
    private StoredPath _pendingPath;
    private byte _pendingEcn;

    /// <summary>The kernel had no room: nothing more may be sent before <see cref="IDatagramHandler.OnWritable"/>.</summary>
    public bool IsBlocked => _pending != null;

    /// <summary>Whether the kernel splits a batch for us.</summary>
    public bool CanSegment => _offload.Send;

    /// <summary>Sends packets of <paramref name="segment"/> bytes that lie one after the other; keeps a copy when there is no room.</summary>
    /// <returns>0, or the errno with which the system refused some of them for good.</returns>
    public int Send(byte* data, int length, int segment, NativeQuic.Path* path, byte ecn)
    {
        if (Descriptor < 0 || IsBlocked)
            return 0; // QUIC takes it for a loss
        var sent = TrySend(data, length, segment, path, ecn, out var refusal);
        if (sent < length)
            KeepPending(data + sent, length - sent, segment, path, ecn);
        return refusal;
    }

    /// <summary>Sends one packet, or drops it when there is no room: for answers to strangers.</summary>
    public void SendOrDrop(byte* data, int length, NativeQuic.Path* path)
    {
        if (Descriptor >= 0 && !IsBlocked)
            TrySend(data, length, length, path, 0, out _);
    }

    /// <returns>Bytes that need no second try: sent, or refused for good.</returns>
    private int TrySend(byte* data, int length, int segment, NativeQuic.Path* path, byte ecn, out int refusal)
    {
        refusal = 0;
        var done = 0;
        var retried = false;
        while (done < length)
        {
            var part = _offload.Send ? length - done : Math.Min(segment, length - done);
            var error = SendOnce(data + done, part, segment, path, ecn);
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
                    if (error != 0)
                        refusal = error;
                    done += part; // sent, or too big for the path, no route, …: a loss for QUIC
                    continue;
            }
        }

        return done;
    }

    /// <returns>0 or an errno.</returns>
    private int SendOnce(byte* data, int length, int segment, NativeQuic.Path* path, byte ecn)
    {
        var control = stackalloc byte[MaxControl];
        NativeSystem.IoVec vector = new() { iov_base = data, iov_len = (nuint)length };
        NativeSystem.MessageHeader message = new() { msg_iov = &vector, msg_iovlen = 1 };
        if (!_connected)
        {
            message.msg_name = path->remote.addr;
            message.msg_namelen = path->remote.addrlen;
        }

        var used = 0;
        if (ecn != 0)
        {
            // On a socket of both families, too, the header of this datagram decides.
            var v6 = _v6 && !NativeAddress.IsMapped(path->remote.addr);
            *(int*)AddControl(
                control,
                ref used,
                v6 ? NativeSystem.IPPROTO_IPV6 : NativeSystem.IPPROTO_IP,
                v6 ? NativeSystem.IPV6_TCLASS : NativeSystem.IP_TOS,
                sizeof(int)
            ) = ecn;
        }

        if (length > segment)
            *(ushort*)AddControl(control, ref used, NativeSystem.SOL_UDP, NativeSystem.UDP_SEGMENT, sizeof(ushort)) = (ushort)segment;
        if (_anyAddress)
            AddSource(control, ref used, NativeAddress.Host(path->local.addr));

        if (used > 0)
        {
            message.msg_control = control;
            message.msg_controllen = (nuint)used;
        }

        return NativeSystem.sendmsg(Descriptor, &message, NativeSystem.MSG_DONTWAIT) >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The answer must come from where the question went to, which need not be the address of the route back.</summary>
    private void AddSource(byte* control, ref int used, byte* host)
    {
        if (_v6)
        {
            var info = (NativeSystem.PacketInfoV6*)AddControl(
                control,
                ref used,
                NativeSystem.IPPROTO_IPV6,
                NativeSystem.IPV6_PKTINFO,
                sizeof(NativeSystem.PacketInfoV6)
            );
            *info = default;
            Buffer.MemoryCopy(host, info->ipi6_addr, 16, 16);
            return;
        }

        *(NativeSystem.PacketInfoV4*)AddControl(control, ref used, NativeSystem.IPPROTO_IP, NativeSystem.IP_PKTINFO, sizeof(NativeSystem.PacketInfoV4)) =
            new NativeSystem.PacketInfoV4 { ipi_spec_dst = *(uint*)host };
    }

    /// <returns>Where the value goes.</returns>
    private static byte* AddControl(byte* control, ref int used, int level, int type, int size)
    {
        var header = (NativeSystem.ControlHeader*)(control + used);
        header->cmsg_len = (nuint)(sizeof(NativeSystem.ControlHeader) + size);
        header->cmsg_level = level;
        header->cmsg_type = type;
        used += (sizeof(NativeSystem.ControlHeader) + size + 7) & ~7;
        return (byte*)(header + 1);
    }

    private void KeepPending(byte* data, int length, int segment, NativeQuic.Path* path, byte ecn)
    {
        _pending = (byte*)NativeMemory.Alloc((nuint)length);
        Buffer.MemoryCopy(data, _pending, length, length);
        _pendingLength = length;
        _pendingSegment = segment;
        _pendingPath = new StoredPath(path);
        _pendingEcn = ecn;
        _loop.Poller.Change(this, ReadEvents | NativeSystem.EPOLLOUT);
    }

    private void RetryPending()
    {
        if (!IsBlocked)
            return;
        var data = _pending;
        _pending = null;
        var stored = _pendingPath;
        var path = StoredPath.Of(&stored);
        Send(data, _pendingLength, _pendingSegment, &path, _pendingEcn);
        NativeMemory.Free(data);
        if (IsBlocked)
            return;
        _loop.Poller.Change(this, ReadEvents);
        _handler.OnWritable();
    }

    private void ForgetPending()
    {
        NativeMemory.Free(_pending);
        _pending = null;
    }
}
