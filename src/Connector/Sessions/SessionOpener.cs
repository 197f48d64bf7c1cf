using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Sessions;

/// <summary>Makes a session of a connection: Hello and Welcome, or nothing at all on the legacy wire.</summary>
internal sealed class SessionOpener(ConnectorSettings settings, TargetProber prober)
{
    private static readonly string Software = $"socket-warp-connector/{typeof(SessionOpener).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>A stream that breaks because its session closes may break a moment earlier.</summary>
    private static readonly TimeSpan ClosingGrace = TimeSpan.FromSeconds(1);

    /// <param name="predecessor">The session that this one is to take over from.</param>
    public async Task<Attempt> OpenAsync(SessionContext context, ConnectorSession? predecessor, CancellationToken cancellationToken)
    {
        if (context.Transport.Protocol == WireProtocols.Legacy)
            return new LegacySession(context, settings.Reconnect.LegacySettleTime);

        using var timeout = new CancellationTokenSource(settings.Reconnect.WelcomeTimeout, context.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ControlStream? control = null;
        try
        {
            control = new ControlStream(await context.Transport.OpenStreamAsync(linked.Token), SessionSide.Connector);
            await control.SendAsync(FrameKind.Hello, CreateHello(predecessor), linked.Token);
            var answer = await control.ReadAsync(linked.Token);
            if (answer?.Body is Welcome welcome)
                return new NativeSession(context, control, welcome, prober);
            await control.DisposeAsync();
            return answer?.Body is Refused refused
                ? AttemptResult.NotWelcome((ErrorCode)refused.Code, PeerText.Clean(refused.Reason))
                : AttemptResult.Unreachable("the gateway ended the control stream without a Welcome");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AttemptResult.Unreachable($"no Welcome within {DurationText.Format(settings.Reconnect.WelcomeTimeout)}");
        }
        catch (ProtocolException e)
        {
            return AttemptResult.Unreachable(e.Message);
        }
        catch (IOException e)
        {
            return await ExplainAsync(context, e);
        }
    }

    private Hello CreateHello(ConnectorSession? predecessor) =>
        new()
        {
            Version = WireProtocols.Version,
            Name = settings.Name,
            Software = Software,
            Replaces = predecessor?.Id ?? "",
            Labels = { settings.Labels },
        };

    /// <summary>A closing session cuts its streams: what it was closed with says more than how the stream broke.</summary>
    private static async Task<AttemptResult> ExplainAsync(SessionContext context, IOException failure)
    {
        try
        {
            var close = await context.Transport.Closed.WaitAsync(ClosingGrace, context.Time);
            if (close.Kind == SessionCloseKind.ClosedByPeer)
                return AttemptResult.NotWelcome((ErrorCode)close.Code, close.ToString());
            return close.Kind == SessionCloseKind.OwnCertificateRejected
                ? AttemptResult.OwnCertificateRefused(close.CertificateFault ?? close.Reason)
                : AttemptResult.Unreachable(close.ToString());
        }
        catch (TimeoutException)
        {
            return AttemptResult.Unreachable(failure.Message);
        }
    }
}
