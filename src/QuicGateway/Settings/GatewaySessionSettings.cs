using SocketWarp.Base.Settings;
using SocketWarp.Protocol;
using SocketWarp.Sessions.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Sessions</c>.</summary>
public sealed class GatewaySessionSettings : SessionSettings
{
    /// <summary>Sessions at once; more are refused with LimitReached. Default 4,096.</summary>
    public int MaxSessions { get; set; } = 4096;

    /// <summary>Tunnels of one session at once; above it visitors are refused. Default 8,192: four times the load that is tested.</summary>
    public int MaxTunnels { get; set; } = 8192;

    /// <summary>
    /// The same for legacy sessions. Default 100: what socket-warp's connector grants. It gives ended streams back only 13 at a time, so that
    /// visitors above 88 may wait for others to leave, for as long as their opening may take.
    /// </summary>
    public int MaxLegacyTunnels { get; set; } = 100;

    /// <summary>A TLS handshake that has not finished by then has failed. Default 5 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = new SessionLimits().HandshakeTimeout;

    /// <summary>The connector's program is pinged this often: its machine may answer for a program that hangs. Default 5 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A program that has not answered a ping by then is taken for stuck, and its session is closed. Default 15 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the session that holds a uid has to answer when a second one comes. Default 1 s.</summary>
    public TimeSpan DuplicateProbe { get; set; } = ProtocolTimeouts.DuplicateProbe;

    public override void Validate(SectionErrors errors)
    {
        base.Validate(errors);
        errors.RequireRange(nameof(MaxSessions), MaxSessions, 1, 1_000_000);
        errors.RequireRange(nameof(MaxTunnels), MaxTunnels, 1, 65_536);
        errors.RequireRange(nameof(MaxLegacyTunnels), MaxLegacyTunnels, 1, 65_536);
        errors.RequireRange(nameof(HandshakeTimeout), HandshakeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(PingInterval), PingInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        errors.RequireRange(nameof(PingTimeout), PingTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        errors.RequireRange(nameof(DuplicateProbe), DuplicateProbe, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
    }
}
