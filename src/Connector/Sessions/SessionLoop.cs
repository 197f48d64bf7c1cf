using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Telemetry;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Sessions;

/// <summary>Keeps one session up for as long as the process lives.</summary>
internal sealed partial class SessionLoop(
    GatewayDialer dialer,
    ReconnectPolicy policy,
    ConnectorSettings settings,
    ConnectorState status,
    ConnectorMetrics metrics,
    TimeProvider time,
    ILogger<SessionLoop> logger
)
{
    /// <summary>The longest pause of a session that was not replaced: it still serves, so there is no hurry.</summary>
    private static readonly TimeSpan RenewalDelay = TimeSpan.FromMinutes(10);

    private readonly TaskTracker _sessions = new();

    /// <summary>Ends when stopped, or when the first gateway that answered refused us.</summary>
    /// <exception cref="RefusedException">see <see cref="ReconnectPolicy"/>.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        ConnectorSession? successor = null;
        while (successor is not null || !stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            AttemptResult result;
            try
            {
                var attempt = successor ?? await dialer.DialAsync(null, stopping);
                (result, successor) = attempt.Session is null ? (attempt.Failure, null) : await ServeAsync(attempt.Session, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }

            metrics.Attempted(result.Kind.ToString());
            if (successor is not null)
                continue;
            if (stopping.IsCancellationRequested)
                break;
            if (policy.After(result, time.GetElapsedTime(started)) is not { } pause)
                throw new RefusedException($"no session with gateway {result.Reason}");
            Report(result, pause);
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _sessions.WhenEmptyAsync();
    }

    /// <summary>
    /// Returns when the session has ended, or when no more tunnels come over it, because its gateway drains it or it was replaced: then it ends beside its
    /// successor.
    /// </summary>
    private async Task<(AttemptResult Result, ConnectorSession? Successor)> ServeAsync(ConnectorSession session, CancellationToken stopping)
    {
        var ended = new TaskCompletionSource<AttemptResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await session.SettleAsync(stopping);
        if (!session.IsClosed)
        {
            // Logged last, so that what the line says already holds when it is read.
            status.Up(session.Gateway.ToString(), session.Protocol, session.Id);
            Log.Up(logger, session.Gateway, session.Protocol, session.Id);
        }

        _sessions.Run(() => RunAsync(session, ended, stopping));
        var over = Task.WhenAny(ended.Task, session.GatewayDrains);
        await Task.WhenAny(over, session.WantsSuccessor);
        var replaced = over.IsCompleted ? default : await ReplaceAsync(session, over, stopping);
        status.Down();
        if (replaced.Session is not null)
            return (new AttemptResult(AttemptKind.Ended, ErrorCode.None, $"{session.Gateway}: the certificate was renewed"), replaced.Session);
        if (ended.Task.IsCompleted)
            return (await ended.Task, null);
        return (
            session.GatewayDrains.IsCompleted
                ? new AttemptResult(AttemptKind.Ended, ErrorCode.ShuttingDown, $"{session.Gateway}: the gateway is shutting down")
                : replaced.Failure,
            null
        );
    }

    /// <summary>Dials with the renewed certificate, until that works or the session is over; it serves on meanwhile.</summary>
    private async Task<Attempt> ReplaceAsync(ConnectorSession session, Task over, CancellationToken stopping)
    {
        policy.Replacing();
        var pauses = new Backoff(settings.Reconnect.RefusedDelay, RenewalDelay);
        while (true)
        {
            var attempt = await dialer.DialAsync(session, stopping);
            // Now it is known that the new one is welcome; at another gateway the old one would go on beside it.
            if (attempt.Session is not null)
                _sessions.Run(() => session.HandOverAsync(CancellationToken.None));
            // Once it was handed over, no tunnels come over the old session: there is nothing to spare any more.
            if (attempt.Session is not null || session.HandedOver || over.IsCompleted)
                return attempt;
            var pause = pauses.Next();
            Log.NotReplaced(logger, session.Gateway, attempt.Failure.Reason, DurationText.Until(pause));
            using var waking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(over, Task.Delay(pause, time, waking.Token));
            await waking.CancelAsync();
            if (over.IsCompleted)
                return attempt;
            stopping.ThrowIfCancellationRequested();
        }
    }

    private async Task RunAsync(ConnectorSession session, TaskCompletionSource<AttemptResult> ended, CancellationToken stopping)
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
        if (status.Failed(result.Reason) || result.Kind == AttemptKind.Refused)
            Log.Retrying(logger, result.Kind, result.Reason, DurationText.Until(pause));
        else
            Log.StillRetrying(logger, result.Kind, result.Reason, DurationText.Until(pause));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Session with {Gateway} is up ({Protocol}, {Session})", EventName = "SessionUp")]
        public static partial void Up(ILogger logger, GatewayAddress gateway, string protocol, string session);

        [LoggerMessage(2, LogLevel.Warning, "No session: {Kind}: {Reason}; next attempt {When}", EventName = "SessionRetry")]
        public static partial void Retrying(ILogger logger, AttemptKind kind, string reason, string when);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "The session with {Gateway} goes on with the old certificate, no session with the new one: {Reason}; next attempt {When}",
            EventName = "SessionNotReplaced"
        )]
        public static partial void NotReplaced(ILogger logger, GatewayAddress gateway, string reason, string when);

        [LoggerMessage(3, LogLevel.Debug, "Still no session: {Kind}: {Reason}; next attempt {When}", EventName = "SessionStillRetrying")]
        public static partial void StillRetrying(ILogger logger, AttemptKind kind, string reason, string when);
    }
}
