using SocketWarp.QuicGateway.Sessions;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>The gateway's half of one tunnel.</summary>
internal abstract class GatewayTunnel(TunnelDescription description) : SessionTunnel
{
    private readonly TunnelDescription _description = description;

    public ref readonly TunnelDescription Description => ref _description;

    public override TimeSpan OpeningTimeout => _description.Handler.OpeningTimeout;

    public override TunnelCounters Counters => _description.Handler.Bytes;

    public static GatewayTunnel Create(in TunnelDescription description) =>
        description.Session is LegacyGatewaySession ? new LegacyTunnel(description) : new NativeTunnel(description);

    public override void Ended(in TunnelOutcome outcome) => _description.Handler.Ended(_description, outcome);
}
