using System.Net.Sockets;
using System.Text;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Engines;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>The gateway with an imitation of socket-warp 1.3's connector, and with our connector on its wire.</summary>
public sealed class LegacyConnectorTests : Surroundings
{
    internal override void Configure(GatewaySettings settings) => settings.Visitors.OpeningTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task OriginalsConnector_GetsTheHeader_AndCarriesBytes()
    {
        await using var original = await OriginalConnector.StartAsync(Files, "old", Gateway.Address);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("old"));
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
        var (header, _) = await original.Headers.Reader.ReadAsync().InTime();
        Assert.Matches($@"^\d+-\d+\|{EchoAddress.Replace(".", @"\.", StringComparison.Ordinal)}$", Encoding.ASCII.GetString(header).TrimEnd('\0'));
        Assert.Equal(ProtocolLimits.LegacyHeader, header.Length);
    }

    [Fact]
    public async Task OriginalsConnector_CannotDial_VisitorIsToldByEngine_AndTheReasonIsReported()
    {
        await using var original = await OriginalConnector.StartAsync(Files, "old", Gateway.Address);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("old", TunnelTests.RefusingAddress()));
        // Pumps hand on the end before they can know that it was a failure.
        Assert.Equal(Engine == EngineNames.Ngtcp2 ? SocketError.ConnectionReset : SocketError.Success, await visitor.EndAsync());
        if (Engine == EngineNames.Ngtcp2)
            await CountersAsync("old", c => c.Failures.ContainsKey(TunnelFailureText.SilentEnd));
    }

    [Fact]
    public async Task OriginalsConnector_TargetEndsAfterTheVisitorDid_VisitorSeesACleanEnd()
    {
        await using var original = await OriginalConnector.StartAsync(Files, "old", Gateway.Address);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("old"));
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
        visitor.EndSending();
        Assert.Equal(SocketError.Success, await visitor.EndAsync());
    }

    [Fact]
    public async Task OriginalsConnector_GrantsNoMoreStreams_VisitorIsResetInTime()
    {
        await using var original = await OriginalConnector.StartAsync(Files, "old", Gateway.Address, maxStreams: 1);
        var port = await PublishAsync("old");
        using var first = await Visitor.ConnectAsync(port);
        Assert.Equal("hello", await first.EchoAsync("hello"));
        using var second = await Visitor.ConnectAsync(port);
        Assert.Equal(SocketError.ConnectionReset, await second.EndAsync());
        Assert.Equal("again", await first.EchoAsync("again"));
    }

    [Fact]
    public async Task OurConnector_OnTheLegacyWire_CarriesHalfClosedTunnels()
    {
        await using var connector = await StartConnectorAsync("old", settings => settings.Protocols = [WireProtocols.Legacy]);
        var port = await PublishAsync("old");
        using var visitor = await Visitor.ConnectAsync(port);
        await visitor.SendAsync("hello");
        visitor.EndSending();
        Assert.Equal("hello", await visitor.ReadToEndAsync());
        // On this wire the first tunnel is the gateway's yes.
        await connector.WaitUpAsync();
        Assert.Equal(WireProtocols.Legacy, connector.Status.Session?.Protocol);
    }

    [Fact]
    public async Task OurConnector_OnTheLegacyWire_ResetsWithTheReason()
    {
        await using var connector = await StartConnectorAsync("old", settings => (settings.Protocols, settings.Targets) = ([WireProtocols.Legacy], []));
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("old"));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        await CountersAsync("old", c => c.Failures.ContainsKey(nameof(ErrorCode.TargetForbidden)));
    }

    [Fact]
    public async Task UnixTarget_CannotBeNamed_VisitorIsResetWithTheReason()
    {
        await using var original = await OriginalConnector.StartAsync(Files, "old", Gateway.Address);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("old", "unix:/run/x.sock"));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        await CountersAsync("old", c => c.Failures.ContainsKey(nameof(ErrorCode.NotSupported)));
    }

    [Fact]
    public async Task OriginalsConnectorIsKilled_NewOneIsAdmitted()
    {
        var first = await OriginalConnector.StartAsync(Files, "old", Gateway.Address);
        await PublishAsync("old");
        await first.DisposeAsync();
        await Control.WaitForAsync("old", AssignmentState.Waiting);
        await using var second = await OriginalConnector.StartAsync(Files, "old", Gateway.Address);
        await Control.WaitForAsync("old", AssignmentState.Listening);
    }
}
