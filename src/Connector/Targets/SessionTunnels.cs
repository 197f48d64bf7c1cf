using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Telemetry;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>The tunnels of one session: takes them, counts them, waits for their end.</summary>
internal sealed partial class SessionTunnels(TargetAllowList allowed, TunnelSettings settings, ConnectorMetrics metrics, TimeProvider time, ILogger logger)
    : ITargetHandler
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private readonly LogThrottle _failures = new(time, LogInterval);
    private readonly LogThrottle _refusals = new(time, LogInterval);
    private readonly TunnelSlots _slots = new(settings.MaxTunnels);
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TunnelSettings Settings => settings;

    public TunnelCounters Counters => metrics.Bytes;

    public int Active => _slots.Active;

    /// <summary>Completes when the gateway has sent the first tunnel.</summary>
    public Task Began => _began.Task;

    public ITargetTunnel? Accept(string protocol)
    {
        if (!_began.Task.IsCompleted)
            _began.TrySetResult();
        if (_slots.TryTake(out _))
        {
            metrics.TunnelStarted();
            return protocol == WireProtocols.Legacy ? new LegacyTargetTunnel(this) : new NativeTargetTunnel(this);
        }

        if (_slots.IsDraining)
            return new RefusingTunnel(ErrorCode.ShuttingDown, Counters);
        metrics.TunnelFailed(ErrorCode.LimitReached);
        if (_refusals.Pass(out var more))
            Log.LimitReached(logger, settings.MaxTunnels, more);
        return null;
    }

    public bool Allows(TargetAddress target) => allowed.Allows(target);

    /// <summary>Takes no more tunnels; completes when the last one has ended.</summary>
    public Task DrainAsync() => _slots.DrainAsync();

    public void Ended(ConnectorTunnel tunnel, in TunnelOutcome outcome)
    {
        _slots.Release();
        metrics.TunnelEnded();
        var code = (ErrorCode)outcome.Code;
        Log.Ended(logger, tunnel.Target, outcome.End, code, outcome.BytesToPeer, outcome.BytesToSocket);
        if (outcome.End is not (TunnelEnd.DialFailed or TunnelEnd.Rejected or TunnelEnd.Stalled))
            return;
        metrics.TunnelFailed(code);
        if (_failures.Pass(out var more))
            Log.Failed(logger, tunnel.Target, code, more);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Refused a tunnel: {Limit} are open already, see Connector:Tunnels:MaxTunnels{More}",
            EventName = "TunnelLimitReached"
        )]
        public static partial void LimitReached(ILogger logger, int limit, string more);

        [LoggerMessage(2, LogLevel.Warning, "Tunnel to {Target} failed: {Code}{More}", EventName = "TunnelFailed")]
        public static partial void Failed(ILogger logger, TargetAddress target, ErrorCode code, string more);

        [LoggerMessage(
            3,
            LogLevel.Trace,
            "Tunnel to {Target} ended: {End} {Code}, {ToPeer} bytes to the gateway, {ToTarget} to the target",
            EventName = "TunnelEnded"
        )]
        public static partial void Ended(ILogger logger, TargetAddress target, TunnelEnd end, ErrorCode code, long toPeer, long toTarget);
    }
}
