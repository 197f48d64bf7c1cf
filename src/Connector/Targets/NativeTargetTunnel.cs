using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tunnel;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>TunnelOpen in, TunnelOpened out.</summary>
internal sealed class NativeTargetTunnel(SessionTunnels owner) : ConnectorTunnel(owner)
{
    private static readonly TunnelOpened Opened = new();

    public override int WriteOpening(Span<byte> destination) => FrameWriter.Write(destination, FrameKind.TunnelOpened, Opened);

    public override OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed)
    {
        switch (TunnelFrames.ReadOpen(received, out var open, out consumed))
        {
            case FrameStatus.Incomplete:
                return OpeningStatus.Incomplete;
            case FrameStatus.Complete:
                Trace(open!.Traceparent);
                return Choose(open);
            default:
                return Reject(ErrorCode.BadFrame);
        }
    }

    private OpeningStatus Choose(TunnelOpen open)
    {
        if (open.Protocol != TunnelProtocol.Tcp)
            return Reject(open.Protocol == TunnelProtocol.Udp ? ErrorCode.NotSupported : ErrorCode.BadFrame);
        return TargetAddress.TryParse(open.Target, out var target, out _) ? Choose(target) : Reject(ErrorCode.TargetMalformed);
    }
}
