using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class TunnelFramesTests
{
    [Fact]
    public void Opening_OfTheOtherDirection_IsRefused()
    {
        var written = new byte[64];
        var count = FrameWriter.Write(written, FrameKind.TunnelOpened, new TunnelOpened { TargetAddress = "192.0.2.1:80" });
        Assert.Equal(FrameStatus.UnknownKind, TunnelFrames.ReadOpen(written.AsSpan(0, count), out var open, out var consumed));
        Assert.Null(open);
        Assert.Equal(0, consumed);
    }

    [Fact]
    public void Opening_WithControlFrame_IsRefused() => Assert.Equal(FrameStatus.UnknownKind, TunnelFrames.ReadOpen([(byte)FrameKind.Ping, 0], out _, out _));

    [Fact]
    public void Opening_ThatIsNoMessage_IsMalformed()
    {
        Assert.Equal(FrameStatus.Malformed, TunnelFrames.ReadOpen([(byte)FrameKind.TunnelOpen, 2, 0x0a, 5, 1, 1], out var open, out var consumed));
        Assert.Null(open);
        Assert.Equal(0, consumed);
    }
}
