using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Sessions;

/// <summary>A session with a gateway of socket-warp 1.3: tunnels and nothing else.</summary>
internal sealed class LegacySession(SessionContext context, TimeSpan settleTime) : ConnectorSession(context)
{
    private volatile bool _settled;

    /// <summary>
    /// The original checks uid and revocation after TLS has finished, and says no by closing, with no reason. A gateway that sends a tunnel, or does not
    /// close for a while, has said yes.
    /// </summary>
    public override async Task SettleAsync(CancellationToken stopping)
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Transport.Closed, Context.Tunnels.Began, Task.Delay(settleTime, Context.Time, waking.Token));
        await waking.CancelAsync();
        _settled = !IsClosed;
    }

    protected override Task ServeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task DrainAsync(TimeSpan period, CancellationToken cancellationToken) =>
        Task.WhenAny(Context.Tunnels.DrainAsync(), Transport.Closed).WaitAsync(cancellationToken);

    protected override AttemptResult ResultOf(SessionClose close)
    {
        // A TLS 1.3 client is done before its certificate is checked.
        if (close.Kind == SessionCloseKind.OwnCertificateRejected)
            return AttemptResult.OwnCertificateRefused(close.CertificateFault ?? close.Reason);
        if (_settled || close.Kind != SessionCloseKind.ClosedByPeer)
            return base.ResultOf(close);
        // No reason to give up: most often the gateway has not yet noticed that an earlier connector, perhaps ourselves, is gone, and that passes by itself.
        return close.Code == (ulong)ErrorCode.None
            ? AttemptResult.TurnedAway(
                "the gateway closed right after TLS: it does not know this connector's certificate, or its uid is in use; look at its log"
            )
            : AttemptResult.NotWelcome((ErrorCode)close.Code, close.ToString());
    }
}
