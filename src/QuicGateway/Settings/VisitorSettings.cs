using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.Protocol;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Visitors</c>.</summary>
public sealed class VisitorSettings
{
    /// <summary>The address of ports whose assignment names none. Default: every address of the machine, IPv4 and IPv6.</summary>
    public IPAddress Address { get; set; } = ListenAddress.Everywhere;

    /// <summary>Visitors of one port at once where its assignment names no number; more are refused. Default 4,096.</summary>
    public int MaxVisitors { get; set; } = 4096;

    /// <summary>
    /// The share of a port's visitors that one source address may hold, rounded up; an IPv6 network of /64 counts as one address. Default 0.5: nobody
    /// alone keeps all others out. 1 lifts the limit, for a port behind a load balancer, whose visitors all come from one address.
    /// </summary>
    public double MaxSourceShare { get; set; } = 0.5;

    /// <summary>
    /// From a visitor's coming to the connector's word that the target took it. Default 10 s: a connector's dial timeout (5 s) and a slow path.
    /// </summary>
    public TimeSpan OpeningTimeout { get; set; } = ProtocolTimeouts.Opened;

    /// <summary>A port that could not be bound is tried again after this long, doubled up to <see cref="MaximumRetry"/>. Default 250 ms.</summary>
    public TimeSpan MinimumRetry { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Default 5 s.</summary>
    public TimeSpan MaximumRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connectors are asked this often, and whenever an assignment or its session is new, whether they can dial its target. Default 0: never,
    /// because each question is a connection that the target sees come and go, and some serve only one.
    /// </summary>
    public TimeSpan TargetProbeInterval { get; set; } = TimeSpan.Zero;

    internal void Validate(SectionErrors errors)
    {
        errors.RequireRange(nameof(MaxVisitors), MaxVisitors, 1, 1_000_000);
        errors.RequireRange(nameof(MaxSourceShare), MaxSourceShare, 0.001, 1);
        errors.RequireRange(nameof(OpeningTimeout), OpeningTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2));
        errors.RequireRange(nameof(MinimumRetry), MinimumRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaximumRetry), MaximumRetry, MinimumRetry, TimeSpan.FromHours(1));
        if (TargetProbeInterval != TimeSpan.Zero) errors.RequireRange(nameof(TargetProbeInterval), TargetProbeInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
    }
}
