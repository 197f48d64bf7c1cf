using SocketWarp.Protocol.Legacy;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>The 1024-byte header out; a legacy connector answers nothing, so the tunnel is open at once.</summary>
internal sealed class LegacyTunnel(TunnelDescription description) : GatewayTunnel(description)
{
    /// <summary>A connector of socket-warp 1.3 says in no other way that it could not dial.</summary>
    public override bool FirstByteIsAnswer => true;

    public override int WriteOpening(Span<byte> destination) =>
        LegacyHeader.Write(destination, Description.Session.Number, Description.Number, Description.Assignment.Target);

    public override OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed)
    {
        consumed = 0;
        return OpeningStatus.Complete;
    }
}
