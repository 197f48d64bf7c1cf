using System.Diagnostics;
using SocketWarp.Protocol;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>The connector's half of one tunnel.</summary>
internal abstract class ConnectorTunnel(SessionTunnels owner) : SessionTunnel, ITargetTunnel
{
    private static readonly TunnelTracing Tracing = new(
        new ActivitySource("SocketWarp.Connector"),
        "target tunnel",
        ActivityKind.Client,
        "gateway",
        "target",
        code => code.ToString()
    );

    private Activity? _activity;

    public TargetAddress Target { get; private set; }

    public TimeSpan DialTimeout => owner.Settings.DialTimeout;

    public override TimeSpan OpeningTimeout => owner.Settings.OpeningTimeout;

    public override TunnelCounters Counters => owner.Counters;

    public override void Ended(in TunnelOutcome outcome)
    {
        TunnelTracing.Resume(_activity);
        owner.Ended(this, outcome);
        Tracing.End(_activity?.SetTag("socketwarp.target", Target.ToString()), outcome);
    }

    /// <summary>The wire has named the activity that this tunnel belongs to, or none.</summary>
    protected void Trace(string traceparent) => _activity = Tracing.Start(traceparent);

    /// <summary>The last word of every wire's opening: the target is known, now may it be dialled?</summary>
    protected OpeningStatus Choose(TargetAddress target)
    {
        Target = target;
        return owner.Allows(target) ? OpeningStatus.Complete : Reject(ErrorCode.TargetForbidden);
    }
}
