namespace SocketWarp.Transport.Tunnels;

public static class TunnelLimits
{
    /// <summary>Bytes: the longest opening of either wire format.</summary>
    public const int MaxOpening = 4096;
}
