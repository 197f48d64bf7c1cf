using SocketWarp.Transport.Ngtcp2.Streams;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>Hears of a connection's fate. Loop thread only.</summary>
internal interface IConnectionOwner
{
    /// <summary>TLS is done and the peer's certificate accepted.</summary>
    void OnEstablished();

    /// <summary>The peer opened a stream; who takes it?</summary>
    LoopStream OnPeerStream();

    /// <summary>Called once.</summary>
    void OnClosed(in SessionClose close);
}
