using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Asks about live sessions again and again, and ends those that may not stay.</summary>
internal sealed partial class SessionGuard(
    AdmissionSettings settings,
    CertificateJudge judge,
    SessionRegistry registry,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<SessionGuard> logger
) : IDisposable
{
    private readonly SemaphoreSlim _questions = new(settings.MaxReverifications);
    private readonly HashSet<GuardedSession> _guarded = [];

    /// <summary>Looks at all sessions of a uid at once: each has its own certificate, and only one of them may have been revoked.</summary>
    public void Recheck(string uid)
    {
        lock (_guarded)
        {
            foreach (var guarded in _guarded)
            {
                if (guarded.Session.Uid == uid)
                    guarded.Ring();
            }
        }
    }

    public void RecheckAll()
    {
        lock (_guarded)
        {
            foreach (var guarded in _guarded)
                guarded.Ring();
        }
    }

    /// <summary>Watches a session until it has ended, by itself or by us.</summary>
    /// <param name="admitted">What let it in.</param>
    public async Task RunAsync(GatewaySession session, AdmissionDecision admitted, CancellationToken ended)
    {
        var guarded = new GuardedSession(session, time);
        lock (_guarded)
            _guarded.Add(guarded);
        try
        {
            // What has changed while it was being admitted rang for nobody.
            if (!judge.IsCurrent(admitted))
                guarded.Ring();
            var refusal = await WatchAsync(guarded, ended);
            metrics.SessionRevoked(refusal.Code);
            Log.Revoked(logger, session.Id, session.Uid, refusal.Code, refusal.Reason);
            await session.Transport.CloseAsync((ulong)refusal.Code, PeerText.Clean(refusal.Reason));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // It has ended of itself.
        }
        catch
        {
            // A session that nobody looks after may not stay.
            await session.Transport.CloseAsync((ulong)ErrorCode.Internal, "the gateway failed");
            throw;
        }
        finally
        {
            lock (_guarded)
                _guarded.Remove(guarded);
        }
    }

    public void Dispose() => _questions.Dispose();

    /// <returns>Why it may not stay.</returns>
    private async Task<Refusal> WatchAsync(GuardedSession guarded, CancellationToken ended)
    {
        var session = guarded.Session;
        // The verify service may be back at any moment: soon at first, then as seldom as usual.
        var retry = new Backoff(settings.ReverifyInterval / 32, settings.ReverifyInterval);
        DateTimeOffset? silentSince = null;
        var next = NextLook();
        while (true)
        {
            await guarded.WaitAsync(Earliest(next, session.Proof.End, silentSince + settings.LiveSessionGrace) - time.GetUtcNow(), ended);
            if (Overdue(session, silentSince) is { } overdue)
                return overdue;
            var proof = session.Proof;
            var verdict = await AskAsync(proof, silentSince, ended);
            // An answer about an older certificate no longer counts once there is a newer one.
            if (verdict is null || session.Proof != proof)
                continue;
            if (verdict.Refusal is { Code: ErrorCode.VerifyUnavailable })
            {
                silentSince ??= time.GetUtcNow();
                next = time.GetUtcNow() + retry.Next();
                continue;
            }

            if (verdict.Refusal is { } refusal)
                return refusal;
            if (verdict.Uid != session.Uid)
                return new Refusal(ErrorCode.NotAdmitted, $"the verify service now gives its certificate the uid {verdict.Uid}");
            if (verdict.Rules.Attributes != session.Rules.Attributes)
                Apply(session, verdict.Rules);
            retry.Reset();
            silentSince = null;
            next = NextLook();
        }
    }

    private Refusal? Overdue(GatewaySession session, DateTimeOffset? silentSince)
    {
        var now = time.GetUtcNow();
        if (now >= session.Proof.End)
            return new Refusal(ErrorCode.NotAdmitted, $"its certificate expired at {session.Proof.End:u}");
        return now >= silentSince + settings.LiveSessionGrace
            ? new Refusal(
                ErrorCode.VerifyUnavailable,
                $"the verify service has not answered since {silentSince:u}, longer than {DurationText.Format(settings.LiveSessionGrace)}"
            )
            : null;
    }

    /// <returns>null when a deadline of the session came first.</returns>
    private async Task<AdmissionDecision?> AskAsync(SessionProof proof, DateTimeOffset? silentSince, CancellationToken ended)
    {
        var left = Earliest(time.GetUtcNow() + settings.ReverifyInterval, proof.End, silentSince + settings.LiveSessionGrace) - time.GetUtcNow();
        using var due = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, ended);
        try
        {
            await _questions.WaitAsync(either.Token);
            try
            {
                return await judge.AskAsync(proof.Certificate, either.Token);
            }
            finally
            {
                _questions.Release();
            }
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Apply(GatewaySession session, ClientGrants rules)
    {
        Log.NewRules(logger, session.Id, session.Uid);
        registry.SetRules(session, rules);
    }

    /// <summary>Sessions that came at once are not all asked about at once.</summary>
    private DateTimeOffset NextLook() => time.GetUtcNow() + settings.ReverifyInterval - (settings.ReverifyInterval * (Random.Shared.NextDouble() / 4));

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other, DateTimeOffset? maybe)
    {
        var earliest = one < other ? one : other;
        return maybe < earliest ? maybe.Value : earliest;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Ending session {Session} of {Uid}: {Code}: {Reason}", EventName = "SessionRevoked")]
        public static partial void Revoked(ILogger logger, string session, string uid, ErrorCode code, string reason);

        [LoggerMessage(2, LogLevel.Information, "The rules of session {Session} of {Uid} have changed", EventName = "SessionRulesChanged")]
        public static partial void NewRules(ILogger logger, string session, string uid);
    }
}
