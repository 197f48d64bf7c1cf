using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Sessions.Control;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>A session under <see cref="WireProtocols.Native"/> after its Hello.</summary>
internal sealed partial class NativeGatewaySession(
    GatewaySessionDescription description,
    ITransportSession transport,
    ControlStream control,
    GatewaySessionSettings settings,
    TimeProvider time,
    ILogger logger
) : GatewaySession(description, transport, settings.MaxTunnels)
{
    private readonly PingTracker _pings = new();
    private readonly TargetQuestions _targets = new(control, time);
    private volatile bool _welcomed;
    private Task _closing = Task.CompletedTask;

    public override bool CanCarry(TargetAddress target) => true;

    public override async Task WelcomeAsync(string gatewayId, CancellationToken cancellationToken)
    {
        var welcome = new Welcome
        {
            Uid = Uid,
            SessionId = Id,
            GatewayId = gatewayId,
            Limits = new Limits { MaxTunnels = (uint)Tunnels.Limit },
            Capabilities = { Capabilities.Replaces },
        };
        await control.SendAsync(FrameKind.Welcome, welcome, cancellationToken);
        _welcomed = true;
    }

    public override async Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        // No ping may come before the Welcome; until then only the machine can be asked.
        if (!_welcomed)
            return await Transport.ProbeAsync(timeout, cancellationToken);
        try
        {
            return await PingAsync(timeout, cancellationToken);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public override Task<TargetProbeResult?> ProbeTargetAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken) =>
        _targets.AskAsync(target, timeout, cancellationToken);

    public override async Task AnnounceDrainAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        var drain = new Drain { Reason = "the gateway is shutting down", Seconds = (uint)Math.Ceiling(period.TotalSeconds) };
        await control.SendAsync(FrameKind.Drain, drain, cancellationToken);
    }

    public override async Task ServeAsync(Action changed, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beside = Task.WhenAll(KeepPingingAsync(ending.Token), RefuseStreamsAsync(ending.Token));
        await ControlExchange.RunAsync(Transport, () => ListenAsync(changed, ending.Token), reason => Log.BadFrame(logger, Uid, Id, reason));
        _targets.End();
        await ending.CancelAsync();
        await Task.WhenAll(beside, _closing);
    }

    private async Task ListenAsync(Action changed, CancellationToken cancellationToken)
    {
        while (await control.ReadAsync(cancellationToken) is { } frame)
            await HandleAsync(frame, changed, cancellationToken);
    }

    private async ValueTask HandleAsync(ControlFrame frame, Action changed, CancellationToken cancellationToken)
    {
        switch (frame.Body)
        {
            case Ping ping:
                await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, cancellationToken);
                break;
            case Pong pong:
                _pings.Answered(pong.Sequence);
                break;
            case TargetProbeResult result:
                _targets.Answered(result);
                break;
            case Drain drain when !Tunnels.IsDraining:
                Log.Draining(logger, Uid, Id, PeerText.Clean(drain.Reason));
                // First a successor takes the visitors: so none of them finds a session that takes nothing.
                changed();
                _closing = CloseWhenDrainedAsync();
                break;
            case CertificateNotice notice:
                Log.Certificate(logger, Uid, DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(notice.NotAfterUnixSeconds, 0, MaxUnixSeconds)));
                break;
        }
    }

    private async Task CloseWhenDrainedAsync()
    {
        await Task.WhenAny(Tunnels.DrainAsync(), Transport.Closed);
        await Transport.CloseAsync((ulong)ErrorCode.ShuttingDown, "the connector asked for the end, and no tunnel is left");
    }

    /// <summary>A connector opens its control stream and nothing else.</summary>
    private async Task RefuseStreamsAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await using var stream = await Transport.AcceptStreamAsync(cancellationToken);
                stream.Reset((ulong)ErrorCode.BadFrame);
                stream.StopReading((ulong)ErrorCode.BadFrame);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private async Task KeepPingingAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(settings.PingInterval, time, cancellationToken);
                if (await PingAsync(settings.PingTimeout, cancellationToken))
                    continue;
                Log.Stuck(logger, Uid, Id, DurationText.Format(settings.PingTimeout));
                await Transport.CloseAsync((ulong)ErrorCode.TooSlow, "no answer to a ping");
                return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private async Task<bool> PingAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answered = _pings.Ask(out var sequence);
            // The send counts too: a peer that reads nothing makes it wait. Once we give up on a peer, a frame may stay cut off.
            if (sequence is { } number)
                await control.SendAsync(FrameKind.Ping, new Ping { Sequence = number }, linked.Token);
            await answered.WaitAsync(linked.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>31 December 9999, the last day of an X.509 certificate (RFC 5280 section 4.1.2.5).</summary>
    private const long MaxUnixSeconds = 253_402_300_799;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Closed session {Session} of {Uid}: {Reason}", EventName = "BadControlFrame")]
        public static partial void BadFrame(ILogger logger, string uid, string session, string reason);

        [LoggerMessage(2, LogLevel.Information, "Connector {Uid} drains session {Session}: {Reason}", EventName = "ConnectorDrains")]
        public static partial void Draining(ILogger logger, string uid, string session, string reason);

        [LoggerMessage(3, LogLevel.Debug, "The certificate of {Uid} expires {End:u}", EventName = "CertificateNotice")]
        public static partial void Certificate(ILogger logger, string uid, DateTimeOffset end);

        [LoggerMessage(4, LogLevel.Warning, "Closed session {Session} of {Uid}: no answer to a ping within {Timeout}", EventName = "ConnectorStuck")]
        public static partial void Stuck(ILogger logger, string uid, string session, string timeout);
    }
}
