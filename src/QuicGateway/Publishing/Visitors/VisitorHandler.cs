using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Net;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>Takes or refuses the visitors of one port, and keeps count of them and of what became of their tunnels.</summary>
internal sealed partial class VisitorHandler(
    VisitorSettings settings,
    LiveSessions sessions,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger logger,
    AccessLog? access = null
) : IVisitorHandler
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private static readonly TunnelTracing Tracing = new(
        new ActivitySource("SocketWarp.QuicGateway"),
        "visitor tunnel",
        ActivityKind.Server,
        "target",
        "visitor",
        TunnelFailureText.Name
    );

    private readonly VisitorSources _sources = new();
    private readonly LogThrottle _refusalLog = new(time, LogInterval);
    private readonly LogThrottle _failureLog = new(time, LogInterval);
    private volatile GatewayAssignment? _assignment;
    private int _now;
    private long _total;
    private long _refused;

    public TimeSpan OpeningTimeout => settings.OpeningTimeout;

    /// <summary>The bytes of all tunnels of this port.</summary>
    public TunnelCounters Bytes { get; } = new();

    public FailureLog Failures { get; } = new(time);

    /// <summary>The port as it is bound; its assignment may say "any".</summary>
    public int Port { get; set; }

    public int VisitorsNow => Volatile.Read(ref _now);

    /// <summary>Holds from the next visitor on.</summary>
    public void SetAssignment(GatewayAssignment assignment) => _assignment = assignment;

    public bool TryAdmit(IPEndPoint visitor, [NotNullWhen(true)] out ITransportSession? session, [NotNullWhen(true)] out ITunnel? tunnel)
    {
        session = null;
        tunnel = null;
        if (_assignment is not { } assignment)
            return false;
        if (sessions.Find(assignment.Uid) is not { } current)
            return Refuse(visitor, assignment, TunnelFailureText.NoSession, "no session of its uid is up");
        if (!current.CanCarry(assignment.Target))
            return Refuse(visitor, assignment, nameof(ErrorCode.NotSupported), "the legacy protocol cannot name a Unix socket");
        if (current.Rules.Refuse(assignment.EndPoint.Port, assignment.Target) is { } reason)
            return Refuse(visitor, assignment, TunnelFailureText.NotAllowed, reason);
        if (Interlocked.Increment(ref _now) > assignment.MaxVisitors)
        {
            Interlocked.Decrement(ref _now);
            return Refuse(
                visitor,
                assignment,
                nameof(ErrorCode.LimitReached),
                $"its port has {assignment.MaxVisitors} visitors already",
                nameLargestSource: true
            );
        }

        var source = SourceAddress.Of(visitor.Address);
        var most = MostOfOneSource(assignment.MaxVisitors);
        if (!_sources.TryAdd(source, most))
        {
            Interlocked.Decrement(ref _now);
            return Refuse(
                visitor,
                assignment,
                nameof(ErrorCode.LimitReached),
                $"{source} has {most} visitors already, as many as Gateway:Visitors:MaxSourceShare allows one address"
            );
        }

        if (!current.Tunnels.TryTake(out var number))
        {
            Leave(visitor);
            // It has begun to drain since it was found: visitors go to its successor now.
            if (sessions.Find(assignment.Uid) != current)
                return TryAdmit(visitor, out session, out tunnel);
            return Refuse(
                visitor,
                assignment,
                nameof(ErrorCode.LimitReached),
                $"its session takes no more than {current.Tunnels.Limit} tunnels, or is draining"
            );
        }

        Interlocked.Increment(ref _total);
        metrics.TunnelStarted();
        session = current.Transport;
        tunnel = GatewayTunnel.Create(new TunnelDescription(this, assignment, current, visitor, number, Trace(visitor, assignment), access?.Timestamp ?? 0));
        return true;
    }

    public void Ended(in TunnelDescription tunnel, in TunnelOutcome outcome)
    {
        Leave(tunnel.Visitor);
        tunnel.Session.Tunnels.Release();
        metrics.TunnelEnded(outcome.BytesToPeer, outcome.BytesToSocket);
        TunnelTracing.Resume(tunnel.Activity);
        Log.Ended(logger, tunnel.Visitor, tunnel.Assignment.Target, outcome.End, outcome.Code, outcome.BytesToPeer, outcome.BytesToSocket);
        var failure = TunnelFailureText.Of(outcome);
        access?.Ended(tunnel, outcome, failure?.Reason);
        if (failure is var (reason, text))
            Fail(tunnel.Assignment, reason, text);
        Tracing.End(tunnel.Activity, outcome);
    }

    public VisitorFigures Figures =>
        new(VisitorsNow, Interlocked.Read(ref _total), Interlocked.Read(ref _refused), Bytes.BytesToPeer, Bytes.BytesToSocket, Failures.Total);

    /// <summary>A snapshot of the figures.</summary>
    public AssignmentCounters Count(string assignment)
    {
        var counters = new AssignmentCounters
        {
            Id = assignment,
            VisitorsNow = (ulong)VisitorsNow,
            VisitorsTotal = (ulong)Interlocked.Read(ref _total),
            VisitorsRefused = (ulong)Interlocked.Read(ref _refused),
            BytesToTarget = (ulong)Bytes.BytesToPeer,
            BytesToVisitor = (ulong)Bytes.BytesToSocket,
            LastFailure = Failures.Last,
        };
        Failures.CopyTo(counters.Failures);
        return counters;
    }

    /// <summary>Rounds up, so that a port of one visitor takes one. The small number makes up for shares that binary numbers only approximate.</summary>
    private int MostOfOneSource(int visitors) => (int)Math.Ceiling((visitors * settings.MaxSourceShare) - 1e-6);

    private static Activity? Trace(IPEndPoint visitor, GatewayAssignment assignment) =>
        Tracing
            .Start()
            ?.SetTag("socketwarp.assignment", assignment.Id)
            .SetTag("socketwarp.uid", assignment.Uid)
            .SetTag("socketwarp.target", assignment.Target.ToString())
            .SetTag("socketwarp.visitor", visitor.ToString());

    private void Leave(IPEndPoint visitor)
    {
        _sources.Remove(SourceAddress.Of(visitor.Address));
        Interlocked.Decrement(ref _now);
    }

    private bool Refuse(IPEndPoint visitor, GatewayAssignment assignment, string reason, string text, bool nameLargestSource = false)
    {
        Interlocked.Increment(ref _refused);
        metrics.TunnelFailed(reason);
        Failures.Add(reason, text);
        access?.Refused(visitor, Port, assignment, reason);
        if (!_refusalLog.Pass(out var more))
            return false;
        if (nameLargestSource && _sources.Largest is var (source, visitors))
            text = $"{text}, {visitors} of them from {source}";
        Log.Refused(logger, visitor, assignment.Target, assignment.Uid, text, more);
        return false;
    }

    private void Fail(GatewayAssignment assignment, string reason, string text)
    {
        metrics.TunnelFailed(reason);
        Failures.Add(reason, text);
        if (_failureLog.Pass(out var more))
            Log.Failed(logger, assignment.Target, assignment.Uid, reason, text, more);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Refused visitor {Visitor} of {Target} behind {Uid}: {Reason}{More}", EventName = "VisitorRefused")]
        public static partial void Refused(ILogger logger, IPEndPoint visitor, TargetAddress target, string uid, string reason, string more);

        [LoggerMessage(2, LogLevel.Warning, "Tunnel to {Target} behind {Uid} failed: {Code}: {Reason}{More}", EventName = "TunnelFailed")]
        public static partial void Failed(ILogger logger, TargetAddress target, string uid, string code, string reason, string more);

        [LoggerMessage(
            3,
            LogLevel.Trace,
            "Tunnel from {Visitor} to {Target} ended: {End} 0x{Code:x}, {ToTarget} bytes to the target, {ToVisitor} to the visitor",
            EventName = "TunnelEnded"
        )]
        public static partial void Ended(ILogger logger, IPEndPoint visitor, TargetAddress target, TunnelEnd end, ulong code, long toTarget, long toVisitor);
    }
}
