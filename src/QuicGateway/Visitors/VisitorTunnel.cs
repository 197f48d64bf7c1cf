using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Visitors;

/// <summary>The gateway's half of one tunnel; the wires differ in how the target is named and whether an answer comes.</summary>
internal abstract class VisitorTunnel(TunnelFacts facts) : ITunnel
{
    private readonly TunnelFacts _facts = facts;
    private ErrorCode _rejection;

    public ref readonly TunnelFacts Facts => ref _facts;

    public TimeSpan OpeningTimeout => _facts.Handler.OpeningTimeout;

    public TunnelCounters Counters => _facts.Handler.Bytes;

    public ulong RejectionCode => (ulong)_rejection;

    public virtual bool IsSilentEndFailure => false;

    public abstract int WriteOpening(Span<byte> destination);

    public abstract OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed);

    public void Ended(in TunnelOutcome outcome) => _facts.Handler.Ended(_facts, outcome);

    protected OpeningStatus Reject(ErrorCode code)
    {
        _rejection = code;
        return OpeningStatus.Rejected;
    }
}
