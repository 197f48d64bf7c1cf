using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>TunnelOpen out, TunnelOpened in.</summary>
internal sealed class NativeTunnel(TunnelDescription description) : GatewayTunnel(description)
{
    public override int WriteOpening(Span<byte> destination) =>
        Description.Assignment.Opening.Write(destination, Description.Session.Id, Description.Number, Description.Visitor, Description.Activity?.Id);

    public override OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed) =>
        TunnelFrames.ReadOpened(received, out _, out consumed) switch
        {
            FrameStatus.Complete => OpeningStatus.Complete,
            FrameStatus.Incomplete => OpeningStatus.Incomplete,
            _ => Reject(ErrorCode.BadFrame),
        };
}
