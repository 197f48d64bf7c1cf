namespace SocketWarp.Transport.Tunnels;

/// <summary>How a tunnel ended: the first reason wins.</summary>
/// <param name="Code">An ErrorCode for the kinds that carry one, else 0.</param>
public readonly record struct TunnelOutcome(TunnelEnd End, ulong Code, long BytesToPeer, long BytesToSocket);

/// <summary>The ways in which a tunnel ends.</summary>
public enum TunnelEnd
{
    /// <summary>Both directions reached their own end and every byte was handed over.</summary>
    Completed,

    /// <summary>The local socket (visitor or target) was reset or failed.</summary>
    SocketReset,

    /// <summary>The peer reset the stream; the code says why.</summary>
    PeerReset,

    /// <summary>The session ended below the tunnel.</summary>
    SessionLost,

    /// <summary>The target could not be dialled; the code says why.</summary>
    DialFailed,

    /// <summary>The peer's opening was not acceptable, or the tunnel could not be begun; the code says why.</summary>
    Rejected,

    /// <summary>
    /// The local socket took nothing for too long: <c>LimitReached</c> when others needed the memory, <c>TooSlow</c> when its peer had ended already.
    /// </summary>
    Stalled,
}
