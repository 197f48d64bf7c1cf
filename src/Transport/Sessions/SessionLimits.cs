namespace SocketWarp.Transport.Sessions;

/// <summary>Timeouts and bounds of a session. The smaller idle timeout of both peers holds.</summary>
public sealed record SessionLimits
{
    /// <summary>
    /// A session that hears nothing for this long has ended. The first packet sent after the last one received starts the time again (RFC 9000 section 10.1),
    /// so that a peer that died is missed after this and <see cref="KeepAlive"/> at the latest: together less than 10 s.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A silent session sends a ping this often. Zero: never.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A handshake that has not finished by then has failed.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Streams that the peer may have open at once.</summary>
    public int MaxIncomingStreams { get; init; } = 16_384;

    /// <summary>Bytes that the peer may send ahead.</summary>
    public FlowWindows Windows { get; init; } = new();
}
