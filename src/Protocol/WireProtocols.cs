namespace SocketWarp.Protocol;

/// <summary>Names of the session protocols (ALPN).</summary>
public static class WireProtocols
{
    public const string Native = "socket-warp/1";

    /// <summary>socket-warp 1.3's, with the 1024-byte header.</summary>
    public const string Legacy = "hq-29";
}
