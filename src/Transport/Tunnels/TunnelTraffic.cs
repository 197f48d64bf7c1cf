namespace SocketWarp.Transport.Tunnels;

/// <summary>Bytes of one tunnel, added to its owner's counters, which other tunnels may share. Each figure has one writer.</summary>
internal sealed class TunnelTraffic(TunnelCounters counters)
{
    public long ToPeer { get; private set; }

    public long ToSocket { get; private set; }

    /// <summary>The socket was told that no more comes.</summary>
    public bool SocketIsShut { get; set; }

    public void AddToPeer(long bytes)
    {
        ToPeer += bytes;
        counters.AddToPeer(bytes);
    }

    public void AddToSocket(long bytes)
    {
        ToSocket += bytes;
        counters.AddToSocket(bytes);
    }
}
