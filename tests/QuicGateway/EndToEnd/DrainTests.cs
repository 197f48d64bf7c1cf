using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class DrainTests : Surroundings
{
    internal override void Configure(GatewaySettings settings) => settings.DrainPeriod = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task GatewayStops_ConnectorsWithTunnelsAreAsked()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "raw", Gateway.Address);
        var control = await peer.EnterAsync();
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("raw"));
        await using var tunnel = await peer.Session.AcceptStreamAsync().InTime();
        var stopping = Gateway.StopAsync();
        var drain = await control.ReadAsync(CancellationToken.None).InTime();
        Assert.Equal(1U, ((Drain)drain!.Value.Body).Seconds);
        Assert.Equal(ErrorCode.ShuttingDown, await peer.ClosedAsync());
        await stopping;
    }

    [Fact]
    public async Task GatewayStops_NewVisitorsAreRefused_AndOldOnesMayFinish()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        await visitor.EchoAsync("before");
        var stopping = Gateway.StopAsync();
        await Visitor.WaitForRefusalAsync(port);
        Assert.Equal("during", await visitor.EchoAsync("during"));
        visitor.EndSending();
        Assert.Equal(SocketError.Success, await visitor.EndAsync());
        await stopping;
    }

    [Fact]
    public async Task GatewayStops_ConnectorsWithoutTunnelsAreClosedAtOnce()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "raw", Gateway.Address);
        await peer.EnterAsync();
        var stopping = Gateway.StopAsync();
        Assert.Equal(ErrorCode.ShuttingDown, await peer.ClosedAsync());
        await stopping;
    }

    [Fact]
    public async Task GatewayStops_TunnelsThatDoNotFinish_AreReset()
    {
        await using var connector = await StartConnectorAsync("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await visitor.EchoAsync("before");
        var watch = Stopwatch.StartNew();
        await Gateway.StopAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(4));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
    }

    [Fact]
    public async Task ConnectorStops_ItsTunnelsMayFinish_AndItEndsWithTheLast()
    {
        var connector = await StartConnectorAsync("inside", settings => settings.DrainPeriod = Waiting.Patience);
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        await visitor.EchoAsync("before");
        var stopping = connector.StopAsync();
        await Control.WaitForAsync("inside", Protocol.Control.AssignmentState.Waiting);
        await Visitor.WaitForRefusalAsync(port);
        Assert.Equal("during", await visitor.EchoAsync("during"));
        Assert.False(stopping.IsCompleted);
        visitor.EndSending();
        Assert.Equal(SocketError.Success, await visitor.EndAsync());
        await stopping;
        var down = await Control.Reports.WaitAsync(r => r.Session is { Up: false });
        Assert.NotEmpty(down.Session.Reason);
        await connector.DisposeAsync();
    }

    [Fact]
    public async Task GatewayStopsWhileAPeerIsBeingAdmitted_ThePeerIsTold()
    {
        var asked = new TaskCompletionSource();
        Verify.Answer = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await using var peer = await RawPeer.ConnectAsync(Files, "raw", Gateway.Address);
        await peer.HelloAsync();
        await asked.Task.InTime();
        await Gateway.StopAsync();
        Assert.Equal(ErrorCode.ShuttingDown, await peer.ClosedAsync());
    }
}
