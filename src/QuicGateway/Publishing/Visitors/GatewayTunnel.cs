using SocketWarp.QuicGateway.Sessions;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>The gateway's half of one tunnel.</summary>
internal abstract class GatewayTunnel(TunnelFacts facts) : SessionTunnel
{
    private readonly TunnelFacts _facts = facts;

    public ref readonly TunnelFacts Facts => ref _facts;

    public override TimeSpan OpeningTimeout => _facts.Handler.OpeningTimeout;

    public override TunnelCounters Counters => _facts.Handler.Bytes;

    public static GatewayTunnel Create(in TunnelFacts facts) => facts.Session is LegacyGatewaySession ? new LegacyTunnel(facts) : new NativeTunnel(facts);

    public override void Ended(in TunnelOutcome outcome) => _facts.Handler.Ended(_facts, outcome);
}
