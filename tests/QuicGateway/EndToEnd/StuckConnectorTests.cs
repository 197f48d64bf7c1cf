using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>A connector whose machine lives and whose program does nothing.</summary>
public sealed class StuckConnectorTests : Surroundings
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    internal override void Configure(GatewaySettings settings)
    {
        settings.Visitors.OpeningTimeout = Short;
        settings.Sessions.PingInterval = TimeSpan.FromSeconds(1);
        settings.Sessions.PingTimeout = TimeSpan.FromSeconds(2);
    }

    [Fact]
    public async Task Tunnel_IsNeverAnswered_VisitorIsReset_AndTheReasonIsReported()
    {
        await using var stuck = await RawPeer.ConnectAsync(Files, "stuck", Gateway.Address);
        stuck.KeepAnswering(await stuck.EnterAsync());
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("stuck"));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        await CountersAsync("stuck", c => c.Failures.ContainsKey(nameof(ErrorCode.TooSlow)));
    }

    [Fact]
    public async Task Pings_AreNeverAnswered_SessionIsClosed()
    {
        await using var stuck = await RawPeer.ConnectAsync(Files, "stuck", Gateway.Address);
        await stuck.EnterAsync();
        Assert.Equal(ErrorCode.TooSlow, await stuck.ClosedAsync());
    }

    [Fact]
    public async Task OthersTunnelsSessionsAndControlLink_GoOn()
    {
        await using var stuck = await RawPeer.ConnectAsync(Files, "stuck", Gateway.Address);
        stuck.KeepAnswering(await stuck.EnterAsync());
        var stuckPort = await PublishAsync("stuck");
        var waiting = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Visitor.ConnectAsync(stuckPort)));
        await using var connector = await StartConnectorAsync("inside");
        await connector.WaitUpAsync();
        using (var visitor = await Visitor.ConnectAsync(await PublishAsync("inside")))
            Assert.Equal("hello", await visitor.EchoAsync("hello"));
        foreach (var visitor in waiting)
        {
            Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
            visitor.Dispose();
        }
    }
}
