using SocketWarp.Protocol.Legacy;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>The 1024-byte header out; a legacy connector answers nothing, so the tunnel is open at once.</summary>
internal sealed class LegacyTunnel(TunnelFacts facts) : GatewayTunnel(facts)
{
    /// <summary>A connector of socket-warp 1.3 says in no other way that it could not dial.</summary>
    public override bool FirstByteIsAnswer => true;

    public override int WriteOpening(Span<byte> destination) => LegacyHeader.Write(destination, Facts.Session.Number, Facts.Number, Facts.Rules.Target);

    public override OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed)
    {
        consumed = 0;
        return OpeningStatus.Complete;
    }
}
