namespace SocketWarp.Transport.Sessions;

/// <summary>Timeouts and bounds of a session. The smaller idle timeout of both peers holds.</summary>
public sealed record SessionLimits
{
    /// <summary>
    /// A session that hears nothing for this long has ended. The first packet sent after the last one received starts it anew (RFC 9000 section 10.1),
    /// so that a peer that died is missed after this and <see cref="KeepAlive"/> at the latest: together less than 10 s.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A silent session sends a ping this often. Zero: never.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A handshake that has not finished by then has failed.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Streams that the peer may have open at once.</summary>
    public int MaxIncomingStreams { get; init; } = 16_384;

    /// <summary>Bytes of one stream that may wait for us to read them, at first; engines may raise it up to <see cref="MaxStreamWindow"/>.</summary>
    public int StreamWindow { get; init; } = 512 * 1024;

    /// <summary>Bytes; where automatic growth of <see cref="StreamWindow"/> ends.</summary>
    public int MaxStreamWindow { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of all streams together that may be under way towards us.</summary>
    public int SessionWindow { get; init; } = 32 * 1024 * 1024;
}
