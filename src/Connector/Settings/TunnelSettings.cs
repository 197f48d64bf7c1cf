using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector:Tunnels</c>.</summary>
public sealed class TunnelSettings : ISettings
{
    /// <summary>Tunnels of one session at once; more are reset with LimitReached. Four times the load that is tested.</summary>
    [Range(1, 65_536)]
    public int MaxTunnels { get; set; } = 8192;

    /// <summary>Name lookup and connect of a target together.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan DialTimeout { get; set; } = ProtocolTimeouts.Dial;

    /// <summary>How long a gateway may take to name the target on a stream it opened.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan OpeningTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
