using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tunnel;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Sessions.Tests.Tunnels;

public sealed class NativeOpeningTests
{
    [Theory]
    [InlineData("db:5432", "192.0.2.7:40000")]
    [InlineData("[2001:db8::1]:443", "[2001:db8::2]:1")]
    [InlineData("unix:/run/app.sock", "127.0.0.1:65535")]
    public void Opening_IsAFrameThatConnectorsRead(string target, string visitor)
    {
        Assert.True(TargetAddress.TryParse(target, out var address, out _));
        var frame = new byte[TunnelLimits.MaxOpening];
        var length = new NativeOpening(address).Write(frame, "0123456789abcdef", 12345678901, IPEndPoint.Parse(visitor));
        Assert.Equal(FrameStatus.Complete, TunnelFrames.ReadOpen(frame.AsSpan(0, length), out var open, out var consumed));
        Assert.Equal(length, consumed);
        var expected = new TunnelOpen
        {
            TunnelId = "0123456789abcdef-12345678901",
            Protocol = TunnelProtocol.Tcp,
            Target = target,
            Visitor = visitor,
        };
        Assert.Equal(expected, open);
    }

    [Fact]
    public void Opening_OfATracedTunnel_CarriesItsTraceparent()
    {
        const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var frame = new byte[TunnelLimits.MaxOpening];
        var length = new NativeOpening(new TargetAddress("db", 5432)).Write(frame, "s", 1, new IPEndPoint(IPAddress.Loopback, 1), Traceparent);
        Assert.Equal(FrameStatus.Complete, TunnelFrames.ReadOpen(frame.AsSpan(0, length), out var open, out _));
        Assert.Equal(Traceparent, open!.Traceparent);
    }

    [Fact]
    public void Opening_OfTheLongestTarget_Fits()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 62), 4));
        Assert.True(TargetAddress.TryParse($"{name}:65535", out var address, out _));
        var frame = new byte[TunnelLimits.MaxOpening];
        var length = new NativeOpening(address).Write(frame, "0123456789abcdef", ulong.MaxValue, new IPEndPoint(IPAddress.IPv6Loopback, 65535));
        Assert.Equal(FrameStatus.Complete, TunnelFrames.ReadOpen(frame.AsSpan(0, length), out var open, out _));
        Assert.Equal(address.ToString(), open!.Target);
    }

    [Fact]
    public void Opening_CostsNoMemory()
    {
        var opening = new NativeOpening(new TargetAddress("db", 5432));
        var frame = new byte[TunnelLimits.MaxOpening];
        var visitor = new IPEndPoint(IPAddress.Loopback, 1);
        opening.Write(frame, "s", 1, visitor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0UL; i < 1000; i++)
            opening.Write(frame, "s", i, visitor);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
