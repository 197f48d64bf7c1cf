using SocketWarp.Protocol.Frames;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class ControlOrderTests
{
    [Theory]
    [InlineData(SessionSide.Gateway, FrameKind.Hello)]
    [InlineData(SessionSide.Connector, FrameKind.Welcome, FrameKind.Refused)]
    public void FirstFrame_OfEveryKind_IsAllowedOnlyWhereItStarts(SessionSide receiver, params FrameKind[] allowed)
    {
        foreach (var kind in Enum.GetValues<FrameKind>())
            Assert.Equal(allowed.Contains(kind), IsAllowed(new ControlOrder(receiver), kind));
    }

    [Theory]
    [InlineData(
        SessionSide.Gateway,
        FrameKind.Hello,
        FrameKind.Ping,
        FrameKind.Pong,
        FrameKind.Drain,
        FrameKind.CertificateNotice,
        FrameKind.TargetProbeResult
    )]
    [InlineData(SessionSide.Connector, FrameKind.Welcome, FrameKind.Ping, FrameKind.Pong, FrameKind.Drain, FrameKind.TargetProbe)]
    public void LaterFrame_OfEveryKind_IsAllowedOnlyInItsDirection(SessionSide receiver, FrameKind first, params FrameKind[] allowed)
    {
        foreach (var kind in Enum.GetValues<FrameKind>())
        {
            var order = new ControlOrder(receiver);
            order.Receive(first);
            Assert.Equal(allowed.Contains(kind), IsAllowed(order, kind));
        }
    }

    [Fact]
    public void Frame_AfterRefusal_IsRefused()
    {
        foreach (var kind in Enum.GetValues<FrameKind>())
        {
            var order = new ControlOrder(SessionSide.Connector);
            order.Receive(FrameKind.Refused);
            Assert.False(IsAllowed(order, kind));
        }
    }

    private static bool IsAllowed(ControlOrder order, FrameKind kind)
    {
        try
        {
            order.Receive(kind);
            return true;
        }
        catch (ProtocolException e) when (e.Code == ErrorCode.BadFrame)
        {
            return false;
        }
    }
}
