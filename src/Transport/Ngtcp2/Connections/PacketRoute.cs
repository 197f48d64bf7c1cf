using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>Where packets of a connection id go: a connection, or what is left of one.</summary>
internal abstract unsafe class PacketRoute
{
    internal abstract void OnPacket(byte* data, int length, NativeQuic.Path* path, byte ecn, ulong now);
}
