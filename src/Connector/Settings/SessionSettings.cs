using SocketWarp.Base.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector:Sessions</c>.</summary>
public sealed class SessionSettings
{
    /// <summary>A session that hears nothing for this long has ended; the smaller time of both ends holds. Default 6 s.</summary>
    public TimeSpan IdleTimeout { get; set; } = new SessionLimits().IdleTimeout;

    /// <summary>A silent session is pinged this often by the transport, which also keeps it open in NATs and firewalls. Default 2 s.</summary>
    public TimeSpan KeepAlive { get; set; } = new SessionLimits().KeepAlive;

    internal void Validate(SectionErrors errors)
    {
        errors.RequireRange(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        errors.RequireRange(nameof(KeepAlive), KeepAlive, TimeSpan.FromMilliseconds(100), IdleTimeout / 3);
    }
}
