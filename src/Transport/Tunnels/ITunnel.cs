namespace SocketWarp.Transport.Tunnels;

/// <summary>
/// What the owner of one tunnel decides: the bytes that go before the raw ones, in each direction. Called one at a time, perhaps
/// on an engine's loop thread: it must be quick and must not wait.
/// </summary>
public interface ITunnel
{
    /// <summary>
    /// From admission until the peer's opening is complete, the wait for stream credit included. The engine ends a tunnel that takes
    /// longer as <see cref="TunnelEnd.Rejected"/> with <c>ErrorCode.TooSlow</c>; it may notice up to a second late.
    /// </summary>
    TimeSpan OpeningTimeout { get; }

    /// <summary>Live figures; the engine adds to them as bytes move. May be shared by many tunnels.</summary>
    TunnelCounters Counters { get; }

    /// <summary>Writes what the peer must see before the raw bytes.</summary>
    /// <param name="destination">At least <see cref="TunnelLimits.MaxOpening"/> bytes.</param>
    /// <returns>Bytes written; 0 for none.</returns>
    int WriteOpening(Span<byte> destination);

    /// <summary>
    /// Reads what the peer sends before the raw bytes. First called with nothing, then with all bytes so far, at most <see
    /// cref="TunnelLimits.MaxOpening"/>.
    /// </summary>
    /// <param name="consumed">Bytes that belong to the opening, when the answer is <see cref="OpeningStatus.Complete"/>.</param>
    OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed);

    /// <summary>The stream's code when <see cref="ReadOpening"/> answered <see cref="OpeningStatus.Rejected"/>.</summary>
    ulong RejectionCode { get; }

    /// <summary>
    /// Whether nothing but the first raw byte says that the peer took the tunnel. A peer that ends its direction before that byte, and stops ours, has
    /// then failed: the tunnel ends as <see cref="TunnelEnd.DialFailed"/> with <c>ErrorCode.None</c>, and its socket is reset. Pumps cannot tell such an
    /// end from an ordinary one, and do not ask.
    /// </summary>
    bool FirstByteIsAnswer => false;

    /// <summary>The last call, exactly once: both directions are over.</summary>
    void Ended(in TunnelOutcome outcome);
}

/// <summary>What the bytes of an opening amount to so far.</summary>
public enum OpeningStatus
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>Raw bytes follow.</summary>
    Complete,

    /// <summary>The tunnel was not acceptable: the stream is reset with <see cref="ITunnel.RejectionCode"/>.</summary>
    Rejected,
}
