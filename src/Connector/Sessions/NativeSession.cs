using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;

namespace SocketWarp.Connector.Sessions;

/// <summary>A session under <see cref="WireProtocols.Native"/> after its Welcome.</summary>
internal sealed partial class NativeSession(SessionContext context, ControlStream control, Welcome welcome, TargetProber prober) : ConnectorSession(context)
{
    /// <summary>The number of the one ping that asks.</summary>
    private const ulong HandOverPing = 1;

    /// <summary>The time to drain the old session where a gateway wants that first: the new connection waits for it, and must say Hello in time.</summary>
    private static readonly TimeSpan HandOverTimeout = ProtocolTimeouts.Hello / 2;

    private readonly TaskTracker _probes = new();
    private readonly TaskCompletionSource _gatewayDrains = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _drainHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _drainSent;

    public override string Id => welcome.SessionId;

    public override bool CanBeReplaced => welcome.Capabilities.Contains(Capabilities.Replaces);

    public override bool HandedOver => _drainSent;

    public override Task WantsSuccessor => Context.Certificate.Superseded;

    public override Task GatewayDrains => _gatewayDrains.Task;

    public override async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task ServeAsync(CancellationToken cancellationToken)
    {
        await ControlExchange.RunAsync(Transport, () => ListenAsync(cancellationToken), reason => Log.BadFrame(Logger, Gateway, reason));
        await _probes.WhenEmptyAsync();
    }

    public override async Task HandOverAsync(CancellationToken cancellationToken)
    {
        if (HandedOver || Transport.Closed.IsCompleted)
            return;
        try
        {
            // A gateway that knows of successors lets its tunnels run until they end, others for as long as the certificate that they began with.
            var left = CanBeReplaced ? TimeSpan.MaxValue : Context.Certificate.NotAfter - Context.Time.GetUtcNow();
            await SendDrainAsync("the certificate was renewed", left, cancellationToken);
            // Nobody waits for a gateway that lets both sessions be up.
            if (CanBeReplaced)
                return;
            // Frames are handled in order: a gateway that answers this has seen the Drain.
            await control.SendAsync(FrameKind.Ping, new Ping { Sequence = HandOverPing }, cancellationToken);
            await Task.WhenAny(_drainHeard.Task, Transport.Closed).WaitAsync(HandOverTimeout, Context.Time, cancellationToken);
        }
        catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException)
        {
            // It has ended (the last: while we wrote), or hangs: the gateway asks it when the new session comes, or beside that.
        }
    }

    protected override async Task DrainAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        await SendDrainAsync("the connector is shutting down", period, cancellationToken);
        // Only the gateway knows of tunnels that were on their way: it closes when the last has ended.
        await Transport.Closed.WaitAsync(cancellationToken);
    }

    /// <summary>A second one would mean nothing.</summary>
    private async ValueTask SendDrainAsync(string reason, TimeSpan period, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _drainSent, true))
            return;
        var seconds = (uint)Math.Clamp(Math.Ceiling(period.TotalSeconds), 1, uint.MaxValue);
        await control.SendAsync(FrameKind.Drain, new Drain { Reason = reason, Seconds = seconds }, cancellationToken);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var notice = new CertificateNotice { NotAfterUnixSeconds = Context.Certificate.NotAfter.ToUnixTimeSeconds() };
        await control.SendAsync(FrameKind.CertificateNotice, notice, cancellationToken);
        while (await control.ReadAsync(cancellationToken) is { } frame)
            await HandleAsync(frame, cancellationToken);
    }

    private async ValueTask HandleAsync(ControlFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.Body)
        {
            case Ping ping:
                await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, cancellationToken);
                break;
            case Pong { Sequence: HandOverPing }:
                _drainHeard.TrySetResult();
                break;
            case Drain drain when _gatewayDrains.TrySetResult():
                Log.GatewayDrains(Logger, Gateway, drain.Seconds == 0 ? "at once" : $"within {drain.Seconds} s", PeerText.Clean(drain.Reason));
                break;
            case TargetProbe probe when _probes.Count >= ProtocolLimits.MaxProbes:
                await control.SendAsync(
                    FrameKind.TargetProbeResult,
                    new TargetProbeResult { Id = probe.Id, Code = (ulong)ErrorCode.LimitReached },
                    cancellationToken
                );
                break;
            case TargetProbe probe:
                _probes.Run(() => ProbeAsync(probe, cancellationToken));
                break;
        }
    }

    private async Task ProbeAsync(TargetProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            await control.SendAsync(FrameKind.TargetProbeResult, await prober.ProbeAsync(probe, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The session is over; nobody waits for the answer.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Closed the session with {Gateway}: {Reason}", EventName = "BadControlFrame")]
        public static partial void BadFrame(ILogger logger, GatewayAddress gateway, string reason);

        [LoggerMessage(2, LogLevel.Information, "{Gateway} sends no more tunnels and ends the session {When}: {Reason}", EventName = "GatewayDrains")]
        public static partial void GatewayDrains(ILogger logger, GatewayAddress gateway, string when, string reason);
    }
}
