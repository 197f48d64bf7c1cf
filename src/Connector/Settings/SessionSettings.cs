using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector:Sessions</c>.</summary>
public sealed class SessionSettings : ISettings
{
    /// <summary>A session that hears nothing for this long has ended; the smaller time of both ends holds.</summary>
    [DurationRange("1s", "10m")]
    public TimeSpan IdleTimeout { get; set; } = new SessionLimits().IdleTimeout;

    /// <summary>A silent session is pinged this often by the transport, which also keeps it open in NATs and firewalls.</summary>
    [DurationRange("100ms", "200s")]
    public TimeSpan KeepAlive { get; set; } = new SessionLimits().KeepAlive;

    public void Validate(SettingErrors errors)
    {
        errors.Require(KeepAlive <= IdleTimeout / 3, nameof(KeepAlive), KeepAlive, $"write at most a third of {nameof(IdleTimeout)}, {DurationText.Format(IdleTimeout / 3)}");
    }
}
