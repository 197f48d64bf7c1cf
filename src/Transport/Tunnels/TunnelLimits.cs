namespace SocketWarp.Transport.Tunnels;

/// <summary>Limits that both ends of a tunnel keep.</summary>
public static class TunnelLimits
{
    /// <summary>Bytes: the longest opening of either wire format.</summary>
    public const int MaxOpening = 4096;
}
