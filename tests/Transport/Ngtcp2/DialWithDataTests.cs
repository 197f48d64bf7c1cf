using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>What waits for a target goes with the last packet of TCP's handshake; without it that packet does not wait.</summary>
[SupportedOSPlatform("linux")]
public sealed class DialWithDataTests() : EngineTests(EngineKind.Ngtcp2)
{
    // linux/tcp.h: the option, and where tcpi_rtt (microseconds) and tcpi_segs_in stand.
    private const int TcpInfo = 11;
    private const int RoundTrip = 68;
    private const int SegmentsIn = 140;

    [Fact]
    public async Task Dial_WhileBytesWait_TakesNoMorePacketsThanWithout()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        await using var silent = await OpenAsync(rig, target);
        using var without = await target.AcceptAsync();
        await using var talking = await OpenAsync(rig, target, "hello");
        using var with = await target.AcceptAsync();
        Assert.Equal("hello", await with.ReadTextAsync(5));
        Assert.Equal(Info(without, SegmentsIn), Info(with, SegmentsIn));
    }

    [Fact]
    public async Task Dial_WithoutBytes_IsCompletedAtOnce()
    {
        await using var target = new TcpTarget();
        await using var rig = await new TunnelRig { Target = "" }.StartAsync(Engine, Credentials);
        await using var stream = await OpenAsync(rig, target);
        using var accepted = await target.AcceptAsync();
        // Linux keeps it for 200 ms, which would be the handshake's round trip.
        Assert.InRange(Info(accepted, RoundTrip), 0, 150_000);
        await accepted.SendAsync("hello");
        Assert.Equal("\u0002okhello", await stream.ReadTextAsync(8));
    }

    private static async Task<ITransportStream> OpenAsync(TunnelRig rig, TcpTarget target, string text = "")
    {
        var stream = await rig.Sessions.Server.OpenStreamAsync().InTime();
        stream.Output.Write(TestOpening.Bytes(Addresses.Of(target.EndPoint)));
        await stream.WriteAsync(text);
        return stream;
    }

    private static int Info(Socket socket, int offset)
    {
        Span<byte> info = stackalloc byte[256];
        var length = socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info);
        Assert.True(length > offset, $"{length} bytes of tcp_info");
        return BinaryPrimitives.ReadInt32LittleEndian(info[offset..]);
    }
}
