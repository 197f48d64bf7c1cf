using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>Tells ControlApi of sessions. It knows one for each uid, so the one that visitors go to has the last word.</summary>
internal sealed class SessionReporter(ReportOutbox outbox, LiveSessions live) : ISessionObserver
{
    public void SessionUp(GatewaySession session) => outbox.Post(Describe(session));

    public void SessionDraining(GatewaySession session) { }

    public void SessionRulesChanged(GatewaySession session) { }

    public void SessionDown(GatewaySession session, SessionClose close)
    {
        // First, so that the uid is not down in between.
        if (live.Find(session.Uid) is { } serving)
            outbox.Post(Describe(serving));
        var report = Describe(session);
        report.Up = false;
        report.Reason = close.ToString();
        outbox.Post(report);
    }

    /// <summary>A session that is up, with its newest round trip.</summary>
    public static SessionReport Describe(GatewaySession session)
    {
        var hello = session.Description.Hello;
        return new SessionReport
        {
            Uid = session.Uid,
            SessionId = session.Id,
            Up = true,
            Name = hello.Name,
            RemoteAddress = session.Transport.RemoteEndPoint.ToString(),
            Protocol = session.Transport.Protocol,
            Software = hello.Software,
            SinceUnixMilliseconds = session.Description.Since.ToUnixTimeMilliseconds(),
            CertificateNotAfterUnixSeconds = session.Description.CertificateEnd.ToUnixTimeSeconds(),
            RoundTripMicroseconds = (ulong)session.Transport.GetStatistics().SmoothedRoundTrip.TotalMicroseconds,
            Labels = { hello.Labels },
        };
    }
}
