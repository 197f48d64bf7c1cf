using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tunnels;

/// <summary>
/// Tunnels between a socket and a stream's pipes, for engines whose loop owns no sockets and for sessions of another engine.
/// Both calls take over what they are given, never throw, and end with exactly one <see cref="ITunnel.Ended"/>.
/// </summary>
internal static class PumpedTunnel
{
    /// <param name="stop">Ends the tunnel at once: socket and stream are reset.</param>
    public static async Task<TunnelOutcome> RunVisitorAsync(
        Socket visitor, ITransportSession session, ITunnel tunnel, SocketOptions options, ILogger logger, CancellationToken stop)
    {
        using var deadline = new Deadline(tunnel.OpeningTimeout, TimeProvider.System, stop);
        TunnelOutcome failure;
        try
        {
            visitor.Tune(options);
            var stream = await session.OpenStreamAsync(deadline.Token).ConfigureAwait(false);
            using var run = new TunnelRun(stream, tunnel, options, logger);
            return await run.VisitorAsync(visitor, deadline, stop).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            failure = new TunnelOutcome(TunnelEnd.SocketReset, 0, 0, 0);
        }
        catch (IOException)
        {
            failure = new TunnelOutcome(TunnelEnd.SessionLost, 0, 0, 0);
        }
        catch (OperationCanceledException)
        {
            failure = deadline.Expired
                ? new TunnelOutcome(TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow, 0, 0)
                : new TunnelOutcome(TunnelEnd.SessionLost, (ulong)ErrorCode.ShuttingDown, 0, 0);
        }

        visitor.Reset();
        tunnel.Ended(failure);
        return failure;
    }

    /// <param name="stop">Ends the tunnel at once: socket and stream are reset.</param>
    public static async Task<TunnelOutcome> RunTargetAsync(
        ITransportStream stream, ITargetTunnel tunnel, TargetDialer dialer, SocketOptions options, ILogger logger, CancellationToken stop)
    {
        using var deadline = new Deadline(tunnel.OpeningTimeout, TimeProvider.System, stop);
        using var run = new TunnelRun(stream, tunnel, options, logger);
        return await run.TargetAsync(tunnel, dialer, deadline, stop).ConfigureAwait(false);
    }
}
