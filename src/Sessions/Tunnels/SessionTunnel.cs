using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Sessions.Tunnels;

/// <summary>One end's half of a tunnel; the wires differ in how the target is named and whether an answer comes.</summary>
public abstract class SessionTunnel : ITunnel
{
    private ErrorCode _rejection;

    public abstract TimeSpan OpeningTimeout { get; }

    public abstract TunnelCounters Counters { get; }

    public ulong RejectionCode => (ulong)_rejection;

    public virtual bool FirstByteIsAnswer => false;

    public abstract int WriteOpening(Span<byte> destination);

    public abstract OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed);

    public abstract void Ended(in TunnelOutcome outcome);

    protected OpeningStatus Reject(ErrorCode code)
    {
        _rejection = code;
        return OpeningStatus.Rejected;
    }
}
