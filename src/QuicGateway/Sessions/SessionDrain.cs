using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Ends all sessions: asks, waits for their tunnels, closes.</summary>
internal sealed partial class SessionDrain(GatewaySettings settings, SessionRegistry registry, TimeProvider time, ILogger<SessionDrain> logger)
{
    /// <param name="hurry">Ends the waiting early.</param>
    public async Task RunAsync(CancellationToken hurry)
    {
        var sessions = registry.Sessions;
        if (sessions.Count == 0)
            return;
        if (sessions.Sum(s => s.Tunnels.Active) is > 0 and var open)
            Log.Draining(logger, sessions.Count, open, DurationText.Rounded(settings.DrainPeriod));
        using var deadline = new CancellationTokenSource(settings.DrainPeriod, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, hurry);
        await Task.WhenAll(sessions.Select(s => DrainAsync(s, either.Token)));
    }

    private async Task DrainAsync(GatewaySession session, CancellationToken deadline)
    {
        var drained = session.Tunnels.DrainAsync();
        try
        {
            await session.AnnounceDrainAsync(settings.DrainPeriod, deadline);
            await Task.WhenAny(drained, session.Transport.Closed).WaitAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            if (session.Tunnels.Active is > 0 and var cut)
                Log.Cut(logger, cut, session.Uid);
        }
        catch (IOException)
        {
            // The session has ended already.
        }

        await session.Transport.CloseAsync((ulong)ErrorCode.ShuttingDown, "the gateway is shutting down");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Draining {Sessions} sessions: {Tunnels} tunnels have {Period} to finish", EventName = "Draining")]
        public static partial void Draining(ILogger logger, int sessions, int tunnels, string period);

        [LoggerMessage(2, LogLevel.Warning, "{Tunnels} tunnels of {Uid} were cut: they did not finish in time", EventName = "DrainCut")]
        public static partial void Cut(ILogger logger, int tunnels, string uid);
    }
}
