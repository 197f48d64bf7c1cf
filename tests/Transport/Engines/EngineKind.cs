namespace SocketWarp.Transport.Tests.Engines;

/// <summary>What the suite runs on.</summary>
public enum EngineKind
{
    /// <summary>Sessions over pipes in memory, tunnels pumped: proves the pumps without a network.</summary>
    Memory,

    /// <summary>The loop owns the sockets of tunnels.</summary>
    Ngtcp2,

    /// <summary>ngtcp2 where the system and the path offer least: no offload, no vector cipher, small datagrams, tiny windows.</summary>
    Ngtcp2Frugal,

    /// <summary>ngtcp2's streams with pumped tunnels, as for sessions of another engine.</summary>
    Ngtcp2Pumped,

    MsQuic,
}
