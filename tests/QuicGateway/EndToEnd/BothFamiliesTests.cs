using System.Net;
using System.Net.Sockets;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>A gateway that is not told where to listen, by IPv4 and IPv6.</summary>
public sealed class BothFamiliesTests : Surroundings
{
    internal override void Configure(GatewaySettings settings) =>
        (settings.Address, settings.Visitors.Address) = (new GatewaySettings().Address, new VisitorSettings().Address);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Gateway_ByDefault_TakesConnectorsAndVisitorsOfEitherFamily(string host)
    {
        var address = IPAddress.Parse(host);
        await using var connector = await RunningConnector.StartAsync(Files, "inside", new IPEndPoint(address, Gateway.Address.Port).ToString());
        var port = await PublishAsync("inside");

        using var visitor = await TestSockets.ConnectAsync(new IPEndPoint(address, port));
        await visitor.SendAsync("hello");

        Assert.Equal("hello", await visitor.ReadTextAsync(5));
        // As IPv4 where it is.
        var session = (await Control.Reports.WaitAsync(r => r.Session is { Up: true })).Session;
        Assert.Equal(address, IPEndPoint.Parse(session.RemoteAddress).Address);
    }

    [Fact]
    public async Task Port_ThatIsTakenOnIPv4Alone_FailsAndSaysSo()
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Control.Put(
            new Assignment
            {
                Id = "inside",
                Uid = "inside",
                Target = EchoAddress,
                Port = (uint)port,
            }
        );

        var failed = await Control.WaitForAsync("inside", AssignmentState.Failed);

        Assert.StartsWith($"port {port} is taken on IPv4, though not on IPv6", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machine_WithoutIPv6_ListensOnIPv4AndSaysSoOnce()
    {
        await using var gateway = StartGatewayProcess(
            0,
            new Dictionary<string, string?> { ["DOTNET_SYSTEM_NET_DISABLEIPV6"] = "1" },
            "--Gateway:Address",
            "::",
            "--Gateway:Visitors:Address",
            "::"
        );

        Assert.Contains("Listening for connectors on 0.0.0.0:", await gateway.WaitForLineAsync("Listening for connectors"), StringComparison.Ordinal);
        Assert.Single(gateway.Lines, line => line.Contains("This machine has no IPv6", StringComparison.Ordinal));
    }
}
