using System.Net;
using System.Net.Sockets;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Protocol.Session;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Tests.Targets;

public sealed class TargetProberTests
{
    [Fact]
    public async Task TargetAccepts_IsNone()
    {
        await using var target = new TcpTarget(serve: TcpTarget.EchoAsync);
        var result = await ProbeAsync(target.EndPoint.ToString());
        Assert.Equal((7UL, ErrorCode.None), (result.Id, (ErrorCode)result.Code));
    }

    [Fact]
    public async Task TargetRefuses_IsTargetRefused()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(ErrorCode.TargetRefused, (ErrorCode)(await ProbeAsync(closed.LocalEndPoint!.ToString()!)).Code);
    }

    [Theory]
    [InlineData("elsewhere:1", ErrorCode.TargetForbidden)]
    [InlineData("nonsense", ErrorCode.TargetMalformed)]
    public async Task TargetThatMayNotBeDialled_HasTheCodeOfATunnel(string target, ErrorCode expected) =>
        Assert.Equal(expected, (ErrorCode)(await ProbeAsync(target)).Code);

    private static async Task<TargetProbeResult> ProbeAsync(string target)
    {
        Assert.True(TargetAllowList.TryParse(["127.0.0.0/8:*"], out var allowed, out _));
        var prober = new TargetProber(allowed, new TunnelSettings(), TargetDialer.Default, TimeProvider.System);
        return await prober.ProbeAsync(new TargetProbe { Id = 7, Target = target }, CancellationToken.None).InTime();
    }
}
