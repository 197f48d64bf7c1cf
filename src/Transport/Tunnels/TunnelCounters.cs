namespace SocketWarp.Transport.Tunnels;

/// <summary>Bytes moved so far; safe to read at any time from any thread.</summary>
public sealed class TunnelCounters
{
    private long _toPeer;
    private long _toSocket;

    public long BytesToPeer => Interlocked.Read(ref _toPeer);

    public long BytesToSocket => Interlocked.Read(ref _toSocket);

    public void AddToPeer(long bytes) => Interlocked.Add(ref _toPeer, bytes);

    public void AddToSocket(long bytes) => Interlocked.Add(ref _toSocket, bytes);
}
