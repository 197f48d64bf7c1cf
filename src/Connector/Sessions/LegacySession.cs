using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Sessions;

/// <summary>A session with a gateway of socket-warp 1.3: tunnels and nothing else.</summary>
internal sealed class LegacySession(SessionContext context, TimeSpan settleTime) : GatewaySession(context)
{
    private readonly long _since = context.Time.GetTimestamp();

    protected override Task ServeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task DrainAsync(TimeSpan period, CancellationToken cancellationToken) =>
        Task.WhenAny(Context.Tunnels.DrainAsync(), Transport.Closed).WaitAsync(cancellationToken);

    protected override AttemptResult Judge(SessionClose close)
    {
        // A TLS 1.3 client is done before its certificate is judged.
        if (close.Kind == SessionCloseKind.OwnCertificateRejected) return AttemptResult.Refused(ErrorCode.NotAdmitted, $"the gateway refused our certificate: {close}");
        // The original judges uid and revocation after TLS has finished, and says no by closing, with no reason. Its commonest one goes
        // away by itself: it has not yet missed a connector that died, perhaps our own earlier life. So this is no reason to give up.
        if (close.Kind != SessionCloseKind.ClosedByPeer || Context.Time.GetElapsedTime(_since) >= settleTime) return base.Judge(close);
        return close.Code == (ulong)ErrorCode.None
            ? AttemptResult.Unreachable($"the gateway closed right after TLS: it does not know this certificate, or its uid is in use ({close})")
            : AttemptResult.NotWelcome((ErrorCode)close.Code, close.ToString());
    }
}
