using SocketWarp.Base.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector:Tunnels</c>.</summary>
public sealed class TunnelSettings
{
    /// <summary>Tunnels of one session at once; more are reset with LimitReached. Default 8,192: four times the load that is tested.</summary>
    public int MaxTunnels { get; set; } = 8192;

    /// <summary>Name lookup and connect of a target together. Default 5 s.</summary>
    public TimeSpan DialTimeout { get; set; } = ProtocolTimeouts.Dial;

    /// <summary>How long a gateway may take to name the target on a stream it opened. Default 5 s.</summary>
    public TimeSpan OpeningTimeout { get; set; } = TimeSpan.FromSeconds(5);

    internal void Validate(SectionErrors errors)
    {
        errors.RequireRange(nameof(MaxTunnels), MaxTunnels, 1, 65_536);
        errors.RequireRange(nameof(DialTimeout), DialTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(OpeningTimeout), OpeningTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
    }
}
