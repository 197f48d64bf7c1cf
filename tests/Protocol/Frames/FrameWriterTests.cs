using System.Buffers;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class FrameWriterTests
{
    [Fact]
    public void Write_OfAnotherMessageThanTheKindSays_Throws() =>
        Assert.Throws<ArgumentException>(() => FrameWriter.Write(new byte[100], FrameKind.Ping, new Pong()));

    [Fact]
    public void Write_OfAnUnknownKind_Throws() => Assert.Throws<ArgumentException>(() => FrameWriter.Write(new byte[100], (FrameKind)0x0a, new Ping()));

    [Fact]
    public void Write_IntoTooFewBytes_ThrowsAndWritesNothing()
    {
        var destination = new byte[4];
        Assert.Throws<ArgumentException>(() => FrameWriter.Write(destination.AsSpan(0, 3), FrameKind.Ping, new Ping { Sequence = 7 }));
        Assert.Equal(new byte[4], destination);
        Assert.Equal(4, FrameWriter.Write(destination, FrameKind.Ping, new Ping { Sequence = 7 }));
    }

    [Theory]
    [InlineData(ProtocolLimits.MaxTunnelBody - 3, true)]
    [InlineData(ProtocolLimits.MaxTunnelBody - 2, false)]
    public void TunnelOpen_AtItsLimit_FitsInAnOpening(int length, bool fits)
    {
        var open = new TunnelOpen { Target = new string('a', length) };
        if (!fits)
        {
            Assert.Throws<ArgumentException>(() => FrameWriter.Measure(FrameKind.TunnelOpen, open));
            return;
        }

        var written = new byte[4096];
        var count = FrameWriter.Write(written, FrameKind.TunnelOpen, open);
        Assert.Equal(FrameStatus.Complete, TunnelFrames.ReadOpen(written.AsSpan(0, count), out var read, out var consumed));
        Assert.Equal(count, consumed);
        Assert.Equal(open, read);
    }

    [Fact]
    public void ControlFrame_AtItsLimit_IsReadAndOneByteMoreIsNotWritten()
    {
        var longest = new Drain { Reason = new string('a', ProtocolLimits.MaxControlBody - 4) };
        var written = new ArrayBufferWriter<byte>();
        FrameWriter.Write(written, FrameKind.Drain, longest);
        var buffer = new ReadOnlySequence<byte>(written.WrittenMemory);
        Assert.True(FrameReader.TryRead(ref buffer, ProtocolLimits.MaxControlBody, out var kind, out var body));
        Assert.Equal(longest, FrameBody.Parse(kind, body));
        Assert.Throws<ArgumentException>(() => FrameWriter.Write(written, FrameKind.Drain, new Drain { Reason = longest.Reason + "a" }));
    }
}
