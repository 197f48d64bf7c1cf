namespace SocketWarp.Protocol.Frames;

/// <summary>The two ends of a session.</summary>
public enum SessionSide
{
    /// <summary>The end that dialled.</summary>
    Connector,

    /// <summary>The end that listens.</summary>
    Gateway,
}

/// <summary>Checks that the control frames which one side receives come in the order that docs/protocol.md gives them.</summary>
/// <param name="receiver">Us.</param>
public sealed class ControlOrder(SessionSide receiver)
{
    private bool _started;
    private bool _ended;

    /// <summary>Checks a frame; call it before anything is done with the frame.</summary>
    /// <exception cref="ProtocolException">when the frame may not come here or now (<see cref="ErrorCode.BadFrame"/>).</exception>
    public void Receive(FrameKind kind)
    {
        var allowed = !_ended && (_started ? MayFollow(kind) : MayStart(kind));
        if (!allowed)
            throw new ProtocolException(
                ErrorCode.BadFrame,
                $"{kind} may not be sent to a {Name} {(_ended ? "after a refusal" : _started ? "in a running session" : "as the first frame")}"
            );
        _started = true;
        _ended = kind == FrameKind.Refused;
    }

    private string Name => receiver == SessionSide.Gateway ? "gateway" : "connector";

    private bool MayStart(FrameKind kind) => receiver == SessionSide.Gateway ? kind == FrameKind.Hello : kind is FrameKind.Welcome or FrameKind.Refused;

    private bool MayFollow(FrameKind kind) =>
        kind switch
        {
            FrameKind.Ping or FrameKind.Pong or FrameKind.Drain => true,
            FrameKind.CertificateNotice or FrameKind.TargetProbeResult => receiver == SessionSide.Gateway,
            FrameKind.TargetProbe => receiver == SessionSide.Connector,
            _ => false,
        };
}
