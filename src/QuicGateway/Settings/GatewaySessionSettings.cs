using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;
using SocketWarp.Protocol;
using SocketWarp.Sessions.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Sessions</c>.</summary>
public sealed class GatewaySessionSettings : SessionSettings
{
    /// <summary>Sessions at once; more are refused with LimitReached.</summary>
    [Range(1, 1_000_000)]
    public int MaxSessions { get; set; } = 4096;

    /// <summary>Tunnels of one session at once; above it visitors are refused. Four times the load that is tested.</summary>
    [Range(1, 65_536)]
    public int MaxTunnels { get; set; } = 8192;

    /// <summary>The same for legacy sessions. What socket-warp's connector grants; a visitor above it would wait without end.</summary>
    [Range(1, 65_536)]
    public int MaxLegacyTunnels { get; set; } = 100;

    /// <summary>A TLS handshake that has not finished by then has failed.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan HandshakeTimeout { get; set; } = new SessionLimits().HandshakeTimeout;

    /// <summary>The connector's program is pinged this often: its machine may answer for a program that hangs.</summary>
    [DurationRange("100ms", "10m")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A program that has not answered a ping by then is taken for stuck, and its session is closed.</summary>
    [DurationRange("100ms", "10m")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the session that holds a uid has to answer when a second one comes.</summary>
    [DurationRange("10ms", "10s")]
    public TimeSpan DuplicateProbe { get; set; } = ProtocolTimeouts.DuplicateProbe;
}
