using Microsoft.Extensions.Logging;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Connector.Sessions;

/// <summary>Keeps one session up for as long as the process lives.</summary>
internal sealed partial class SessionLoop(GatewayDialer dialer, ReconnectPolicy policy, ConnectorSettings settings, ConnectorStatus status, ConnectorMetrics metrics, TimeProvider time, ILogger<SessionLoop> logger)
{
    private readonly TaskTracker _sessions = new();

    /// <summary>Ends when stopped, or when the first gateway that answered refused us.</summary>
    /// <exception cref="RefusedException">See <see cref="ReconnectPolicy"/>.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            AttemptResult result;
            try
            {
                var attempt = await dialer.DialAsync(stopping);
                result = attempt.Session is null ? attempt.Failure : await ServeAsync(attempt.Session, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }

            metrics.Attempted(result.Kind.ToString());
            if (stopping.IsCancellationRequested) break;
            if (policy.After(result, time.GetElapsedTime(started)) is not { } pause) throw new RefusedException($"no session with gateway {result.Reason}");
            Report(result, pause);
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _sessions.WhenAllAsync();
    }

    /// <summary>Returns when the session has ended, or when its gateway drains it: then it ends beside its successor.</summary>
    private async Task<AttemptResult> ServeAsync(GatewaySession session, CancellationToken stopping)
    {
        var ended = new TaskCompletionSource<AttemptResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Log.Up(logger, session.Gateway, session.Protocol, session.Id);
        status.Up(session.Gateway.ToString(), session.Protocol, session.Id);
        _sessions.Run(() => RunAsync(session, ended, stopping));
        await Task.WhenAny(ended.Task, session.GatewayDrains);
        status.Down();
        return ended.Task.IsCompleted ? await ended.Task : new AttemptResult(AttemptKind.Ended, ErrorCode.ShuttingDown, $"{session.Gateway}: the gateway is shutting down");
    }

    private async Task RunAsync(GatewaySession session, TaskCompletionSource<AttemptResult> ended, CancellationToken stopping)
    {
        metrics.SessionUp();
        try
        {
            await using (session)
            {
                var result = await session.RunAsync(settings.DrainPeriod, stopping);
                ended.SetResult(result with { Reason = $"{session.Gateway}: {result.Reason}" });
            }
        }
        catch (Exception e)
        {
            ended.TrySetException(e);
        }
        finally
        {
            metrics.SessionDown();
        }
    }

    private void Report(AttemptResult result, TimeSpan pause)
    {
        // A refusal waits for somebody to act, so it keeps saying so; an absent gateway is told of once.
        if (status.Failed(result.Reason) || result.Kind == AttemptKind.Refused) Log.Retrying(logger, result.Kind, result.Reason, DurationText.Rounded(pause));
        else Log.StillRetrying(logger, result.Kind, result.Reason, DurationText.Rounded(pause));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Session with {gateway} is up ({protocol}, {session})", EventName = "SessionUp")]
        public static partial void Up(ILogger logger, GatewayAddress gateway, string protocol, string session);

        [LoggerMessage(2, LogLevel.Warning, "No session: {kind}: {reason}; next attempt in {pause}", EventName = "SessionRetry")]
        public static partial void Retrying(ILogger logger, AttemptKind kind, string reason, string pause);

        [LoggerMessage(3, LogLevel.Debug, "Still no session: {kind}: {reason}; next attempt in {pause}", EventName = "SessionStillRetrying")]
        public static partial void StillRetrying(ILogger logger, AttemptKind kind, string reason, string pause);
    }
}
