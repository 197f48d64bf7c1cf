using System.ComponentModel.DataAnnotations;
using System.Net;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Protocol;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Visitors</c>.</summary>
public sealed class VisitorSettings : ISettings
{
    /// <summary>
    /// The address of ports whose assignment names none. Default: <see href="operations.md#ipv4-ipv6-and-names">every address</see> of the machine, IPv4 and
    /// IPv6; <c>0.0.0.0</c>: those of IPv4.
    /// </summary>
    public IPAddress Address { get; set; } = ListenAddress.Everywhere;

    /// <summary>Visitors of one port at once where its assignment names no number; more are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxVisitors { get; set; } = 4096;

    /// <summary>
    /// The share of a port's visitors that one source address may hold, rounded up; an IPv6 network of /64 counts as one address. 1 lifts the limit, for ports
    /// behind a load balancer, whose visitors all come from one address.
    /// </summary>
    [Range(0.001, 1)]
    public double MaxSourceShare { get; set; } = 0.5;

    /// <summary>From a visitor's coming to the connector's word that the target took it. A connector's dial timeout (5 s) and a slow path.</summary>
    [DurationRange("100ms", "2m")]
    public TimeSpan OpeningTimeout { get; set; } = ProtocolTimeouts.Opened;

    /// <summary>A port that could not be bound is tried again after this long, doubled up to <see cref="MaximumRetry"/>.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan MinimumRetry { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest such pause.</summary>
    [DurationRange("10ms", "1h")]
    public TimeSpan MaximumRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connectors are asked this often, and whenever an assignment or its session is new, whether they can dial its target, which <c>warp status</c> then
    /// shows. <c>0s</c> asks never: each question is a connection that the target sees come and go, and some targets serve only one.
    /// </summary>
    [DurationRange("100ms", "1d", OrZero = true)]
    public TimeSpan TargetProbeInterval { get; set; } = TimeSpan.Zero;

    public void Validate(SettingErrors errors)
    {
        errors.Require(
            MaximumRetry >= MinimumRetry,
            nameof(MaximumRetry),
            MaximumRetry,
            $"write at least as much as {nameof(MinimumRetry)}, {DurationText.Format(MinimumRetry)}"
        );
    }
}
