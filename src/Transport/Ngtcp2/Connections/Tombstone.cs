using System.Numerics;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>
/// Stands for a connection that has ended, for three probe timeouts: answers late packets with its CONNECTION_CLOSE, ever more rarely
/// (RFC 9000 section 10.2.1), or stays silent when the peer closed.
/// </summary>
internal sealed unsafe class Tombstone(QuicEndpoint endpoint, List<ConnectionIdKey> ids, byte[]? closePacket) : PacketRoute
{
    private uint _packets;

    internal override void OnPacket(byte* data, int length, NativeQuic.Path* path, byte ecn, ulong now)
    {
        if (closePacket == null || !BitOperations.IsPow2(++_packets))
            return;
        fixed (byte* packet = closePacket)
            endpoint.Socket.SendOrDrop(packet, closePacket.Length, path);
    }

    internal void Bury(ulong until)
    {
        foreach (var id in ids)
            endpoint.AddRoute(id, this);
        endpoint.Loop.Timers.Set(new End(this), until);
    }

    private void Remove()
    {
        foreach (var id in ids)
            endpoint.RemoveRoute(id);
    }

    private sealed class End(Tombstone tombstone) : LoopTimer
    {
        internal override void OnExpired(ulong now) => tombstone.Remove();
    }
}
