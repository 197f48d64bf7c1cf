using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Every kind of target, and every way that it cannot be reached: the visitor is reset and both sides know the reason.</summary>
[Collection(TimedCollection.Name)]
public abstract class TunnelTargetTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task Target_OverIPv6_IsReached()
    {
        await using var target = new TcpTarget(new IPEndPoint(IPAddress.IPv6Loopback, 0), TcpTarget.EchoAsync);
        await AssertEchoesAsync(Addresses.Of(target.EndPoint));
    }

    [Fact]
    public async Task Target_ByName_IsReachedAtWhicheverAddressListens()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        await AssertEchoesAsync(Addresses.Of("localhost", target.EndPoint.Port));
    }

    [Fact]
    public async Task Target_OnAUnixSocket_IsReached()
    {
        var path = Path.Combine(Path.GetTempPath(), $"socketwarp-{Guid.NewGuid():N}.sock");
        await using (new TcpTarget(new UnixDomainSocketEndPoint(path), TcpTarget.EchoAsync))
            await AssertEchoesAsync(Addresses.Of(path, 0));
        File.Delete(path);
    }

    [Fact]
    public async Task Target_ThatRefuses_VisitorIsReset()
    {
        int port;
        await using (var gone = new TcpTarget())
            port = gone.EndPoint.Port;
        await AssertUnreachedAsync(Addresses.Of("127.0.0.1", port), ErrorCode.TargetRefused);
    }

    [Fact]
    public async Task Target_ThatAcceptsAndResetsAtOnce_DidNotRefuse()
    {
        await using var target = new TcpTarget(serve: socket =>
        {
            socket.CloseWithReset();
            return Task.CompletedTask;
        });
        await using var rig = await new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(Engine, Credentials);

        // Often, because the reset comes before anybody has looked at the connection only now and then.
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

            var (atTarget, atVisitor) = (await rig.NextTargetOutcomeAsync(), await rig.NextVisitorOutcomeAsync());
            Assert.Equal(TunnelEnd.SocketReset, atTarget.End);
            Assert.Equal((TunnelEnd.PeerReset, ErrorCode.SocketReset), (atVisitor.End, (ErrorCode)atVisitor.Code));
        }
    }

    [Fact]
    public async Task Target_WithoutARoute_VisitorIsReset()
    {
        // TCP has no way to a broadcast address, and the system says so without sending anything.
        await AssertUnreachedAsync(Addresses.Of("127.255.255.255", 9), ErrorCode.TargetUnreachable);
    }

    [Fact]
    public async Task Target_ThatDoesNotAnswer_VisitorIsResetWithinTheDialTimeout()
    {
        using var silent = new SilentTarget();
        var started = Stopwatch.GetTimestamp();
        await AssertUnreachedAsync(Addresses.Of(silent.EndPoint), ErrorCode.TargetTimeout, TimeSpan.FromSeconds(1));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public Task Target_WhoseNameHasNoAddress_VisitorIsReset() =>
        // No name at all, so that no name server is asked.
        AssertUnreachedAsync(Addresses.Of("no such name", 80), ErrorCode.TargetUnknown);

    [Fact]
    public Task Target_OnAMissingUnixSocket_VisitorIsReset() => AssertUnreachedAsync(Addresses.Of("/nowhere/at/all.sock", 0), ErrorCode.TargetRefused);

    [Fact]
    public Task Target_WhoseUnixPathIsTooLong_VisitorIsReset() => AssertUnreachedAsync(Addresses.Of("/" + new string('x', 150), 0), ErrorCode.TargetMalformed);

    private async Task AssertEchoesAsync(string target)
    {
        await using var rig = await new TunnelRig { Target = target }.StartAsync(Engine, Credentials);
        using var visitor = await rig.VisitAsync();

        await visitor.SendAsync("hello");
        Assert.Equal("hello", await visitor.ReadTextAsync(5));
        visitor.Shutdown(SocketShutdown.Send);
        Assert.Equal(SocketEnd.Fin, (await visitor.ReadToEndAsync()).End);

        Assert.Equal(TunnelEnd.Completed, (await rig.NextVisitorOutcomeAsync()).End);
        Assert.Equal(TunnelEnd.Completed, (await rig.NextTargetOutcomeAsync()).End);
    }

    private async Task AssertUnreachedAsync(string target, ErrorCode code, TimeSpan? dialTimeout = null)
    {
        await using var rig = await new TunnelRig { Target = target, DialTimeout = dialTimeout ?? TimeSpan.FromSeconds(5) }.StartAsync(Engine, Credentials);

        Assert.Equal(SocketEnd.Reset, await rig.VisitToEndAsync());

        var atTarget = await rig.NextTargetOutcomeAsync();
        Assert.Equal((TunnelEnd.DialFailed, code), (atTarget.End, (ErrorCode)atTarget.Code));
        var atVisitor = await rig.NextVisitorOutcomeAsync();
        Assert.Equal((TunnelEnd.PeerReset, code), (atVisitor.End, (ErrorCode)atVisitor.Code));
    }
}
