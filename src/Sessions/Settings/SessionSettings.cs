using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Sessions.Settings;

/// <summary>Group <c>Sessions</c> of both ends: when a session counts as dead.</summary>
public class SessionSettings : ISettings
{
    /// <summary>
    /// A session that hears nothing for this long has ended; the smaller time of both ends holds. Visitors of a dead connector are reset within 10 s.
    /// </summary>
    [DurationRange("1s", "10m")]
    public TimeSpan IdleTimeout { get; set; } = new SessionLimits().IdleTimeout;

    /// <summary>A silent session is pinged this often by the transport, which also keeps it open in NATs and firewalls.</summary>
    [DurationRange("100ms", "200s")]
    public TimeSpan KeepAlive { get; set; } = new SessionLimits().KeepAlive;

    public SessionLimits CreateLimits(FlowWindows windows, TimeSpan handshakeTimeout, int maxIncomingStreams) =>
        new()
        {
            IdleTimeout = IdleTimeout,
            KeepAlive = KeepAlive,
            HandshakeTimeout = handshakeTimeout,
            MaxIncomingStreams = maxIncomingStreams,
            Windows = windows,
        };

    public virtual void Validate(SettingErrors errors)
    {
        errors.Require(
            KeepAlive <= IdleTimeout / 3,
            nameof(KeepAlive),
            KeepAlive,
            $"write at most a third of {nameof(IdleTimeout)}, {DurationText.Format(IdleTimeout / 3)}"
        );
    }
}
