namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>Whose flow control holds a stream back.</summary>
internal enum BlockedBy
{
    Nothing,
    Stream,
    Connection,
}
