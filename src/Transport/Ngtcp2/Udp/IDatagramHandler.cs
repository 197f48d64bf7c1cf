using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>Takes what a UDP socket receives. Loop thread only.</summary>
internal unsafe interface IDatagramHandler
{
    /// <param name="path">Where it was sent to and from; valid during the call.</param>
    /// <param name="ecn">The two ECN bits of the IP header (RFC 3168).</param>
    void OnDatagram(byte* data, int length, NativeQuic.Path* path, byte ecn, ulong now);

    /// <summary>A connected socket learned that nobody listens at the other end (ICMP).</summary>
    void OnRefused();

    /// <summary>The socket takes datagrams again after it was full.</summary>
    void OnWritable();
}
