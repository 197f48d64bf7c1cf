using System.Diagnostics;
using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>The connector's half of one tunnel; the wires differ in how a target is named and what is answered.</summary>
internal abstract class TargetTunnel(SessionTunnels owner) : ITargetTunnel
{
    private ErrorCode _rejection;
    private Activity? _activity;

    public TargetAddress Target { get; private set; }

    public TimeSpan DialTimeout => owner.Settings.DialTimeout;

    public TimeSpan OpeningTimeout => owner.Settings.OpeningTimeout;

    public TunnelCounters Counters => owner.Counters;

    public ulong RejectionCode => (ulong)_rejection;

    public abstract int WriteOpening(Span<byte> destination);

    public abstract OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed);

    public void Ended(in TunnelOutcome outcome)
    {
        TunnelTracing.Resume(_activity);
        owner.Ended(this, outcome);
        TunnelTracing.End(_activity, Target, outcome);
    }

    /// <summary>The wire has named the activity that this tunnel belongs to, or none.</summary>
    protected void Trace(string traceparent) => _activity = TunnelTracing.Start(traceparent);

    /// <summary>The last word of every wire's opening: the target is known, now may it be dialled?</summary>
    protected OpeningStatus Choose(TargetAddress target)
    {
        Target = target;
        return owner.Allows(target) ? OpeningStatus.Complete : Reject(ErrorCode.TargetForbidden);
    }

    protected OpeningStatus Reject(ErrorCode code)
    {
        _rejection = code;
        return OpeningStatus.Rejected;
    }
}
