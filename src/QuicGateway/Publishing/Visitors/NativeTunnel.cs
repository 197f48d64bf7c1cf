using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>TunnelOpen out, TunnelOpened in.</summary>
internal sealed class NativeTunnel(TunnelFacts facts) : GatewayTunnel(facts)
{
    public override int WriteOpening(Span<byte> destination) =>
        Facts.Rules.Opening.Write(destination, Facts.Session.Id, Facts.Number, Facts.Visitor, Facts.Activity?.Id);

    public override OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed) =>
        TunnelFrames.ReadOpened(received, out _, out consumed) switch
        {
            FrameStatus.Complete => OpeningStatus.Complete,
            FrameStatus.Incomplete => OpeningStatus.Incomplete,
            _ => Reject(ErrorCode.BadFrame),
        };
}
