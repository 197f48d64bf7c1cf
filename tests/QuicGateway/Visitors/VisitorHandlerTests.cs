using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.QuicGateway.Visitors;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Tests.Visitors;

public sealed class VisitorHandlerTests : IDisposable
{
    private static readonly IPEndPoint Someone = new(IPAddress.Loopback, 50000);
    private static readonly TargetAddress Target = new("db", 5432);
    private readonly GatewayMetrics _metrics = new();
    private readonly LiveSessions _live = new();
    private readonly ManualTime _time = new();
    private readonly VisitorHandler _handler;

    public VisitorHandlerTests()
    {
        _handler = new VisitorHandler(new VisitorSettings(), _live, _metrics, _time, NullLogger.Instance);
        _handler.SetRules(new VisitorRules("id", "a", 8080, Target, MaxVisitors: 2, new NativeOpening(Target)));
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void Visitor_OfALiveSession_IsAdmitted()
    {
        var session = Live(new FakeGatewaySession("a"));
        Assert.True(_handler.TryAdmit(Someone, out var transport, out var tunnel));
        Assert.Same(session.Transport, transport);
        Assert.IsType<NativeTunnel>(tunnel);
        Assert.Equal((1UL, 1UL, 0UL), Figures());
    }

    [Fact]
    public void NoSession_IsRefusedAndCounted()
    {
        Assert.False(Admit());
        Assert.Equal((0UL, 0UL, 1UL), Figures());
        Assert.StartsWith("NoSession: ", _handler.Failures.Last, StringComparison.Ordinal);
        Assert.EndsWith("(2030-01-01T00:00:00Z)", _handler.Failures.Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("443", null)]
    [InlineData(null, "other:5432")]
    public void SessionThatMayNotHaveIt_GetsNoVisitor_EvenBeforeTheAssignmentHasFailed(string? ports, string? targets)
    {
        Assert.True(ClientRules.TryRead(new ClientAttributes(ports, targets), out var rules, out _));
        Live(new FakeGatewaySession("a")).SetRules(rules);
        Assert.False(Admit());
        Assert.StartsWith("NotAllowed: client attribute ", _handler.Failures.Last, StringComparison.Ordinal);
    }

    [Fact]
    public void VisitorLimit_RefusesAbove_AndAFreedSlotIsUsableAtOnce()
    {
        var session = Live(new FakeGatewaySession("a"));
        Assert.True(_handler.TryAdmit(Someone, out _, out var first));
        Assert.True(Admit());
        Assert.False(Admit());
        first.Ended(new TunnelOutcome(TunnelEnd.Completed, 0, 3, 4));
        Assert.True(Admit());
        Assert.Equal((2UL, 3UL, 1UL), Figures());
        Assert.Equal(2, session.Tunnels.Active);
    }

    [Fact]
    public void SessionLimit_Refuses_AndLeavesTheVisitorSlotFree()
    {
        Live(new FakeGatewaySession("a", maxTunnels: 1));
        Assert.True(Admit());
        Assert.False(Admit());
        Assert.Equal(1, _handler.VisitorsNow);
    }

    [Fact]
    public void DrainingSession_Refuses()
    {
        Live(new FakeGatewaySession("a")).Tunnels.DrainAsync();
        Assert.False(Admit());
    }

    [Fact]
    public async Task SessionThatDrainsForASuccessor_WhileVisitorsCome_RefusesNone()
    {
        _handler.SetRules(new VisitorRules("id", "a", 8080, Target, MaxVisitors: 10, new NativeOpening(Target)));
        var current = Live(new FakeGatewaySession("a"));
        var visiting = Task.Run(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                if (!_handler.TryAdmit(Someone, out _, out var tunnel)) return false;
                tunnel.Ended(new TunnelOutcome(TunnelEnd.Completed, 0, 0, 0));
            }

            return true;
        });
        while (!visiting.IsCompleted)
        {
            var next = new FakeGatewaySession("a");
            _live.Pass(current, next);
            _ = current.Tunnels.DrainAsync();
            current = next;
        }

        Assert.True(await visiting.InTime());
    }

    [Fact]
    public void TargetThatTheWireCannotName_IsRefused()
    {
        Live(new FakeGatewaySession("a") { Carries = false });
        Assert.False(Admit());
        Assert.Equal(1UL, _handler.Count("id").Failures[nameof(ErrorCode.NotSupported)]);
    }

    [Theory]
    [InlineData(TunnelEnd.PeerReset, ErrorCode.TargetRefused, "TargetRefused")]
    [InlineData(TunnelEnd.Rejected, ErrorCode.TooSlow, "TooSlow")]
    [InlineData(TunnelEnd.SessionLost, ErrorCode.None, "SessionLost")]
    [InlineData(TunnelEnd.PeerReset, (ErrorCode)0x7777, "Unknown")]
    public void FailedTunnel_IsCountedByItsReason(TunnelEnd end, ErrorCode code, string reason)
    {
        Live(new FakeGatewaySession("a"));
        _handler.TryAdmit(Someone, out _, out var tunnel);
        tunnel!.Ended(new TunnelOutcome(end, (ulong)code, 0, 0));
        Assert.Equal(1UL, _handler.Count("id").Failures[reason]);
        Assert.StartsWith($"{reason}: ", _handler.Failures.Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TunnelEnd.Completed)]
    [InlineData(TunnelEnd.SocketReset)]
    public void VisitorsOwnEnd_IsNoFailure(TunnelEnd end)
    {
        Live(new FakeGatewaySession("a"));
        _handler.TryAdmit(Someone, out _, out var tunnel);
        tunnel!.Ended(new TunnelOutcome(end, 0, 0, 0));
        Assert.Empty(_handler.Count("id").Failures);
    }

    [Fact]
    public async Task ManyAtOnce_NeverExceedTheLimit()
    {
        Live(new FakeGatewaySession("a"));
        var admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (!_handler.TryAdmit(Someone, out var _, out var tunnel)) continue;
                Assert.InRange(Interlocked.Increment(ref admitted), 1, 2);
                Interlocked.Decrement(ref admitted);
                tunnel.Ended(new TunnelOutcome(TunnelEnd.Completed, 0, 0, 0));
            }
        })));
        Assert.Equal(0, _handler.VisitorsNow);
    }

    private bool Admit() => _handler.TryAdmit(Someone, out _, out _);

    private FakeGatewaySession Live(FakeGatewaySession session)
    {
        _live.Set(session);
        return session;
    }

    private (ulong Now, ulong Total, ulong Refused) Figures()
    {
        var counters = _handler.Count("id");
        return (counters.VisitorsNow, counters.VisitorsTotal, counters.VisitorsRefused);
    }
}
