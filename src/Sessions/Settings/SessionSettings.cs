using SocketWarp.Base.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Sessions.Settings;

/// <summary>Group <c>Sessions</c> of both ends: when a session counts as dead.</summary>
public class SessionSettings
{
    /// <summary>
    /// A session that hears nothing for this long has ended; the smaller time of both ends holds. Default 6 s: the last keep-alive (2 s) restarts it
    /// (RFC 9000 section 10.1), and the visitors of a dead connector are to be reset within 10 s.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = new SessionLimits().IdleTimeout;

    /// <summary>A silent session is pinged this often by the transport, which also keeps it open in NATs and firewalls. Default 2 s.</summary>
    public TimeSpan KeepAlive { get; set; } = new SessionLimits().KeepAlive;

    public SessionLimits CreateLimits(FlowWindows windows, TimeSpan handshakeTimeout, int maxIncomingStreams) => new()
    {
        IdleTimeout = IdleTimeout,
        KeepAlive = KeepAlive,
        HandshakeTimeout = handshakeTimeout,
        MaxIncomingStreams = maxIncomingStreams,
        Windows = windows,
    };

    public virtual void Validate(SectionErrors errors)
    {
        errors.RequireRange(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        errors.RequireRange(nameof(KeepAlive), KeepAlive, TimeSpan.FromMilliseconds(100), IdleTimeout / 3);
    }
}
