using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Connector.Telemetry;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Legacy;
using SocketWarp.Protocol.Tunnel;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Tests.Targets;

public sealed class SessionTunnelsTests : IDisposable
{
    private static readonly TunnelOutcome Over = new(TunnelEnd.Completed, 0, 0, 0);
    private readonly ConnectorMetrics _metrics = new();
    private readonly SessionTunnels _tunnels;

    public SessionTunnelsTests()
    {
        Assert.True(TargetAllowList.TryParse(["db:5432"], out var allowed, out _));
        _tunnels = new SessionTunnels(allowed, new TunnelSettings { MaxTunnels = 2 }, _metrics, TimeProvider.System, NullLogger.Instance);
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void NativeOpening_OfAnAllowedTarget_IsComplete_AndAnsweredWithTunnelOpened()
    {
        var tunnel = Accept();
        var opening = Opening("db:5432");
        Assert.Equal(OpeningStatus.Incomplete, tunnel.ReadOpening([], out _));
        Assert.Equal(OpeningStatus.Incomplete, tunnel.ReadOpening(opening.AsSpan(0, opening.Length - 1), out _));
        Assert.Equal(OpeningStatus.Complete, tunnel.ReadOpening([.. opening, 1, 2, 3], out var consumed));
        Assert.Equal(opening.Length, consumed);
        Assert.Equal(new TargetAddress("db", 5432), tunnel.Target);

        var answer = new byte[TunnelLimits.MaxOpening];
        Assert.Equal(FrameStatus.Complete, TunnelFrames.ReadOpened(answer.AsSpan(0, tunnel.WriteOpening(answer)), out _, out _));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("", null)]
    [InlineData("00-nonsense", null)]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01", null)]
    public void NativeOpening_OfATracedTunnel_IsPartOfTheTrace_OrOfNone(string traceparent, string? trace)
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "SocketWarp.Connector",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var tunnel = Accept();
        Assert.Equal(OpeningStatus.Complete, tunnel.ReadOpening(Opening("db:5432", traceparent: traceparent), out _));
        tunnel.Ended(Over);

        var activity = Assert.Single(stopped, a => a.GetTagItem("socketwarp.target") as string == "db:5432");
        Assert.Equal(trace, activity.ParentSpanId == default ? null : activity.TraceId.ToString());
    }

    [Theory]
    [InlineData("db:5433", TunnelProtocol.Tcp, ErrorCode.TargetForbidden)]
    [InlineData("other:5432", TunnelProtocol.Tcp, ErrorCode.TargetForbidden)]
    [InlineData("unix:/run/db", TunnelProtocol.Tcp, ErrorCode.TargetForbidden)]
    [InlineData("db", TunnelProtocol.Tcp, ErrorCode.TargetMalformed)]
    [InlineData("db:5432", TunnelProtocol.Udp, ErrorCode.NotSupported)]
    [InlineData("db:5432", TunnelProtocol.Unspecified, ErrorCode.BadFrame)]
    public void NativeOpening_ThatCannotBeServed_IsRejectedWithItsCode(string target, TunnelProtocol protocol, ErrorCode expected)
    {
        var tunnel = Accept();
        Assert.Equal(OpeningStatus.Rejected, tunnel.ReadOpening(Opening(target, protocol), out _));
        Assert.Equal((ulong)expected, tunnel.RejectionCode);
    }

    [Fact]
    public void NativeOpening_ThatIsNoFrame_IsRejected()
    {
        var tunnel = Accept();
        Assert.Equal(OpeningStatus.Rejected, tunnel.ReadOpening("GET / HTTP/1.1"u8, out _));
        Assert.Equal((ulong)ErrorCode.BadFrame, tunnel.RejectionCode);
    }

    [Fact]
    public void LegacyOpening_IsTheHeader_AndIsNotAnswered()
    {
        var tunnel = Accept(WireProtocols.Legacy);
        var header = new byte[ProtocolLimits.LegacyHeader];
        LegacyHeader.Write(header, 7, 1, new TargetAddress("db", 5432));
        Assert.Equal(OpeningStatus.Incomplete, tunnel.ReadOpening(header.AsSpan(0, 1023), out _));
        Assert.Equal(OpeningStatus.Complete, tunnel.ReadOpening([.. header, 9], out var consumed));
        Assert.Equal(ProtocolLimits.LegacyHeader, consumed);
        Assert.Equal(new TargetAddress("db", 5432), tunnel.Target);
        Assert.Equal(0, tunnel.WriteOpening(new byte[TunnelLimits.MaxOpening]));
    }

    [Fact]
    public void LegacyOpening_OfAForbiddenTarget_IsRejected()
    {
        var tunnel = Accept(WireProtocols.Legacy);
        var header = new byte[ProtocolLimits.LegacyHeader];
        LegacyHeader.Write(header, 7, 1, new TargetAddress("other", 5432));
        Assert.Equal(OpeningStatus.Rejected, tunnel.ReadOpening(header, out _));
        Assert.Equal((ulong)ErrorCode.TargetForbidden, tunnel.RejectionCode);
    }

    [Fact]
    public void Limit_RefusesAbove_AndAFreedSlotIsUsableAtOnce()
    {
        var first = Accept();
        Accept();
        Assert.Null(_tunnels.Accept(WireProtocols.Native));
        first.Ended(Over);
        Assert.NotNull(_tunnels.Accept(WireProtocols.Native));
        Assert.Equal(2, _tunnels.Active);
    }

    [Fact]
    public void Drain_CompletesWithTheLastTunnel_AndTurnsNewOnesAway()
    {
        var tunnel = Accept();
        var drained = _tunnels.DrainAsync();
        Assert.False(drained.IsCompleted);
        var late = Accept();
        Assert.Equal(OpeningStatus.Rejected, late.ReadOpening([], out _));
        Assert.Equal((ulong)ErrorCode.ShuttingDown, late.RejectionCode);
        tunnel.Ended(Over);
        Assert.True(drained.IsCompleted);
    }

    [Fact]
    public void Drain_WithoutTunnels_IsCompleteAtOnce() => Assert.True(_tunnels.DrainAsync().IsCompleted);

    private static byte[] Opening(string target, TunnelProtocol protocol = TunnelProtocol.Tcp, string traceparent = "")
    {
        var frame = new byte[TunnelLimits.MaxOpening];
        return frame[
            ..FrameWriter.Write(
                frame,
                FrameKind.TunnelOpen,
                new TunnelOpen
                {
                    TunnelId = "t",
                    Target = target,
                    Protocol = protocol,
                    Traceparent = traceparent,
                }
            )
        ];
    }

    private ITargetTunnel Accept(string protocol = WireProtocols.Native) => _tunnels.Accept(protocol) ?? throw new InvalidOperationException("refused");
}
