using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Tests.Publishing.Visitors;

public sealed class VisitorHandlerTests : IDisposable
{
    private static readonly IPEndPoint Someone = new(IPAddress.Loopback, 50000);
    private static readonly TargetAddress Target = new("db", 5432);
    private readonly GatewayMetrics _metrics = new();
    private readonly LiveSessions _live = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LogLines _log = new(LogLevel.Warning);
    private readonly VisitorSettings _settings = new() { MaxSourceShare = 1 };
    private readonly VisitorHandler _handler;

    public VisitorHandlerTests()
    {
        _handler = new VisitorHandler(_settings, _live, _metrics, _time, _log);
        _handler.SetAssignment(new GatewayAssignment("id", "a", new IPEndPoint(IPAddress.Any, 8080), Target, MaxVisitors: 2, new NativeOpening(Target)));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _log.Dispose();
    }

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
        Assert.True(ClientGrants.TryRead(new VerifiedAttributes(ports, targets), out var rules, out _));
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
        _handler.SetAssignment(new GatewayAssignment("id", "a", new IPEndPoint(IPAddress.Any, 8080), Target, MaxVisitors: 10, new NativeOpening(Target)));
        var current = Live(new FakeGatewaySession("a"));
        var visiting = Task.Run(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                if (!_handler.TryAdmit(Someone, out _, out var tunnel))
                    return false;
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
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 10_000; i++)
                        {
                            if (!_handler.TryAdmit(Someone, out var _, out var tunnel))
                                continue;
                            Assert.InRange(Interlocked.Increment(ref admitted), 1, 2);
                            Interlocked.Decrement(ref admitted);
                            tunnel.Ended(new TunnelOutcome(TunnelEnd.Completed, 0, 0, 0));
                        }
                    })
                )
        );
        Assert.Equal(0, _handler.VisitorsNow);
    }

    [Theory]
    [InlineData(4, 0.5, 2)]
    [InlineData(5, 0.5, 3)]
    [InlineData(1, 0.5, 1)]
    [InlineData(30, 0.1, 3)]
    [InlineData(4, 1, 4)]
    public void Source_HoldsAtMostItsShareOfAPort_AndOthersAreLetIn(int visitors, double share, int most)
    {
        Live(new FakeGatewaySession("a"));
        _settings.MaxSourceShare = share;
        _handler.SetAssignment(new GatewayAssignment("id", "a", new IPEndPoint(IPAddress.Any, 8080), Target, visitors, new NativeOpening(Target)));
        for (var i = 0; i < most; i++)
            Assert.True(AdmitFrom("192.0.2.7"));
        Assert.False(AdmitFrom("192.0.2.7"));
        Assert.Equal(most < visitors, AdmitFrom("192.0.2.8"));
    }

    [Fact]
    public void Source_AtItsShare_IsNamedAndHasRoomAgainWhenAVisitorLeaves()
    {
        Live(new FakeGatewaySession("a"));
        _settings.MaxSourceShare = 0.5;
        Assert.True(_handler.TryAdmit(Visitor("192.0.2.7"), out _, out var tunnel));
        Assert.False(AdmitFrom("192.0.2.7"));
        Assert.Equal(1, _log.Count("192.0.2.7 has 1 visitors already, as many as Gateway:Visitors:MaxSourceShare allows one address"));
        tunnel.Ended(new TunnelOutcome(TunnelEnd.Completed, 0, 0, 0));
        Assert.True(AdmitFrom("192.0.2.7"));
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", false)]
    public void Source_OfIPv6_IsItsNetwork(string first, string second, bool admitted)
    {
        Live(new FakeGatewaySession("a"));
        _settings.MaxSourceShare = 0.5;
        Assert.True(AdmitFrom(first));
        Assert.Equal(admitted, AdmitFrom(second));
    }

    [Fact]
    public void VisitorLimit_NamesTheSourceThatHoldsMost_OnceASecond()
    {
        Live(new FakeGatewaySession("a"));
        _handler.SetAssignment(new GatewayAssignment("id", "a", new IPEndPoint(IPAddress.Any, 8080), Target, MaxVisitors: 3, new NativeOpening(Target)));
        Assert.True(AdmitFrom("192.0.2.7") && AdmitFrom("2001:db8:0:1::1") && AdmitFrom("2001:db8:0:1::2"));
        for (var i = 0; i < 10; i++)
            Assert.False(AdmitFrom("192.0.2.9"));
        Assert.Equal(1, _log.Count("its port has 3 visitors already, 2 of them from 2001:db8:0:1::/64"));
        Assert.Equal(1, _log.Count("Refused visitor"));
    }

    private static IPEndPoint Visitor(string address) => new(IPAddress.Parse(address), 50000);

    private bool AdmitFrom(string address) => _handler.TryAdmit(Visitor(address), out _, out _);

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
