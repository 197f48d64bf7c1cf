using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Asks about live sessions again and again, and ends those that may not stay.</summary>
internal sealed partial class SessionReview(
    AdmissionSettings settings,
    CertificateAdmission admission,
    SessionRegistry registry,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<SessionReview> logger
) : IDisposable
{
    private readonly SemaphoreSlim _questions = new(settings.MaxReverifications);
    private readonly HashSet<ReviewedSession> _reviewed = [];

    /// <summary>Looks at all sessions of a uid at once: each has its own certificate, and only one of them may have been revoked.</summary>
    public void Recheck(string uid)
    {
        lock (_reviewed)
        {
            foreach (var reviewed in _reviewed)
            {
                if (reviewed.Session.Uid == uid)
                    reviewed.Ring();
            }
        }
    }

    public void RecheckAll()
    {
        lock (_reviewed)
        {
            foreach (var reviewed in _reviewed)
                reviewed.Ring();
        }
    }

    /// <summary>Watches a session until it has ended, by itself or by us.</summary>
    /// <param name="admitted">What let it in.</param>
    public async Task RunAsync(GatewaySession session, AdmissionDecision admitted, CancellationToken ended)
    {
        var reviewed = new ReviewedSession(session, time);
        lock (_reviewed)
            _reviewed.Add(reviewed);
        try
        {
            // What has changed while it was being admitted rang for nobody.
            if (!admission.IsCurrent(admitted))
                reviewed.Ring();
            var refusal = await WatchAsync(reviewed, ended);
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
            lock (_reviewed)
                _reviewed.Remove(reviewed);
        }
    }

    public void Dispose() => _questions.Dispose();

    /// <returns>Why it may not stay.</returns>
    private async Task<Refusal> WatchAsync(ReviewedSession reviewed, CancellationToken ended)
    {
        var session = reviewed.Session;
        // The verify service may be back at any moment: soon at first, then as seldom as usual.
        var retry = new Backoff(settings.ReverifyInterval / 32, settings.ReverifyInterval);
        DateTimeOffset? silentSince = null;
        var next = NextLook();
        while (true)
        {
            await reviewed.WaitAsync(Earliest(next, session.Certificate.End, silentSince + settings.LiveSessionGrace) - time.GetUtcNow(), ended);
            if (Overdue(session, silentSince) is { } overdue)
                return overdue;
            var certificate = session.Certificate;
            var decision = await AskAsync(certificate, silentSince, ended);
            // An answer about an older certificate no longer counts once there is a newer one.
            if (decision is null || session.Certificate != certificate)
                continue;
            if (decision.Refusal is { Code: ErrorCode.VerifyUnavailable })
            {
                silentSince ??= time.GetUtcNow();
                next = time.GetUtcNow() + retry.Next();
                continue;
            }

            if (decision.Refusal is { } refusal)
                return refusal;
            if (decision.Uid != session.Uid)
                return new Refusal(ErrorCode.NotAdmitted, $"the verify service now gives its certificate the uid {decision.Uid}");
            if (decision.Rules.Attributes != session.Rules.Attributes)
                Apply(session, decision.Rules);
            retry.Reset();
            silentSince = null;
            next = NextLook();
        }
    }

    private Refusal? Overdue(GatewaySession session, DateTimeOffset? silentSince)
    {
        var now = time.GetUtcNow();
        if (now >= session.Certificate.End)
            return new Refusal(ErrorCode.NotAdmitted, $"its certificate expired at {session.Certificate.End:u}");
        return now >= silentSince + settings.LiveSessionGrace
            ? new Refusal(
                ErrorCode.VerifyUnavailable,
                $"the verify service has not answered since {silentSince:u}, longer than {DurationText.Format(settings.LiveSessionGrace)}"
            )
            : null;
    }

    /// <returns>null when a deadline of the session came first.</returns>
    private async Task<AdmissionDecision?> AskAsync(SessionCertificate certificate, DateTimeOffset? silentSince, CancellationToken ended)
    {
        var left = Earliest(time.GetUtcNow() + settings.ReverifyInterval, certificate.End, silentSince + settings.LiveSessionGrace) - time.GetUtcNow();
        using var due = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, ended);
        try
        {
            await _questions.WaitAsync(either.Token);
            try
            {
                return await admission.AskAsync(certificate.Certificate, either.Token);
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
