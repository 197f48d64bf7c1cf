namespace SocketWarp.Transport.Tunnels;

/// <summary>Bytes moved so far; safe to read at any time from any thread.</summary>
public sealed class TunnelCounters
{
    private long _toPeer;
    private long _toSocket;

    /// <summary>Bytes from the local socket to the peer.</summary>
    public long BytesToPeer => Interlocked.Read(ref _toPeer);

    /// <summary>Bytes from the peer that the local socket took.</summary>
    public long BytesToSocket => Interlocked.Read(ref _toSocket);

    internal void AddToPeer(long bytes) => Interlocked.Add(ref _toPeer, bytes);

    internal void AddToSocket(long bytes) => Interlocked.Add(ref _toSocket, bytes);
}
