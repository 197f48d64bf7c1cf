using Microsoft.Extensions.Logging;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport.Control;

namespace SocketWarp.Connector.Sessions;

/// <summary>A session under <see cref="WireProtocols.Native"/> after its Welcome.</summary>
internal sealed partial class NativeSession(SessionContext context, ControlStream control, Welcome welcome, TargetProber prober, DateTimeOffset certificateEnd)
    : GatewaySession(context)
{
    private readonly TaskTracker _probes = new();
    private readonly TaskCompletionSource _gatewayDrains = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string Id => welcome.SessionId;

    public override Task GatewayDrains => _gatewayDrains.Task;

    public override async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task ServeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var notice = new CertificateNotice { NotAfterUnixSeconds = certificateEnd.ToUnixTimeSeconds() };
            await control.SendAsync(FrameKind.CertificateNotice, notice, cancellationToken);
            while (await control.ReadAsync(cancellationToken) is { } frame) await HandleAsync(frame, cancellationToken);
            await Transport.CloseAsync((ulong)ErrorCode.BadFrame, "the control stream has ended");
        }
        catch (ProtocolException e)
        {
            Log.BadFrame(Logger, Gateway, e.Message);
            await Transport.CloseAsync((ulong)e.Code, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A reset control stream leaves a session that nobody can steer.
            await Transport.CloseAsync((ulong)ErrorCode.BadFrame, "the control stream was reset");
        }

        await _probes.WhenAllAsync();
    }

    protected override async Task DrainAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        await control.SendAsync(FrameKind.Drain, new Drain { Reason = "the connector is shutting down", Seconds = (uint)Math.Ceiling(period.TotalSeconds) }, cancellationToken);
        // Only the gateway knows of tunnels that were on their way: it closes when the last has ended.
        await Transport.Closed.WaitAsync(cancellationToken);
    }

    private async ValueTask HandleAsync(ControlFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.Body)
        {
            case Ping ping:
                await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, cancellationToken);
                break;
            case Drain drain when _gatewayDrains.TrySetResult():
                Log.GatewayDrains(Logger, Gateway, PeerText.Clean(drain.Reason), drain.Seconds);
                break;
            case TargetProbe probe when _probes.Count >= ProtocolLimits.MaxProbes:
                await control.SendAsync(FrameKind.TargetProbeResult, new TargetProbeResult { Id = probe.Id, Code = (ulong)ErrorCode.LimitReached }, cancellationToken);
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
        [LoggerMessage(1, LogLevel.Warning, "Closed the session with {gateway}: {reason}", EventName = "BadControlFrame")]
        public static partial void BadFrame(ILogger logger, GatewayAddress gateway, string reason);

        [LoggerMessage(2, LogLevel.Information, "{gateway} sends no more tunnels and ends the session within {seconds} s: {reason}", EventName = "GatewayDrains")]
        public static partial void GatewayDrains(ILogger logger, GatewayAddress gateway, string reason, uint seconds);
    }
}
