using SocketWarp.Protocol;
using SocketWarp.Protocol.Session;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>A connector of socket-warp 1.3: tunnels and nothing else.</summary>
internal sealed class LegacyGatewaySession(GatewaySessionDescription description, ITransportSession transport, int maxTunnels)
    : GatewaySession(description, transport, maxTunnels)
{
    public override bool CanCarry(TargetAddress target) => !target.IsUnix;

    public override Task WelcomeAsync(string gatewayId, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken) => Transport.ProbeAsync(timeout, cancellationToken).AsTask();

    public override Task<TargetProbeResult?> ProbeTargetAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.FromResult<TargetProbeResult?>(null);

    public override Task AnnounceDrainAsync(TimeSpan period, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task ServeAsync(Action changed, CancellationToken cancellationToken)
    {
        try
        {
            // The wire has no streams in this direction: a peer that opens one speaks something else.
            await using var stream = await Transport.AcceptStreamAsync(cancellationToken);
            await Transport.CloseAsync((ulong)ErrorCode.BadFrame, "a legacy connector opens no streams");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The session has ended.
        }
    }
}
