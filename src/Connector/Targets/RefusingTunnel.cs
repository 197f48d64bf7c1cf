using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>Resets a stream with a code that says more than "limit reached".</summary>
internal sealed class RefusingTunnel(ErrorCode code, TunnelCounters counters) : ITargetTunnel
{
    public TargetAddress Target => default;

    public TimeSpan DialTimeout => TimeSpan.Zero;

    public TimeSpan OpeningTimeout => TimeSpan.FromSeconds(1);

    public TunnelCounters Counters => counters;

    public ulong RejectionCode => (ulong)code;

    public int WriteOpening(Span<byte> destination) => 0;

    public OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed)
    {
        consumed = 0;
        return OpeningStatus.Rejected;
    }

    public void Ended(in TunnelOutcome outcome) { }
}
