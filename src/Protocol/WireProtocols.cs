namespace SocketWarp.Protocol;

/// <summary>Names of the session protocols (ALPN), and the version that Hello carries.</summary>
public static class WireProtocols
{
    /// <summary>Ours: see docs/protocol.md.</summary>
    public const string Native = "socket-warp/1";

    /// <summary>socket-warp 1.3's, with the 1024-byte header.</summary>
    public const string Legacy = "hq-29";

    /// <summary>Hello.version under <see cref="Native"/>.</summary>
    public const uint Version = 1;
}
