using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.Transport;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>What is set reaches the wire. These are settings of ngtcp2 alone.</summary>
public sealed class EngineSettingsTests : Surroundings
{
    private const int GatewayPayload = 1300;
    private const int ConnectorPayload = 1200;

    [Fact]
    public async Task MaxDatagramPayload_OfEachEnd_BoundsWhatItSends()
    {
        await using var relay = new DatagramRelay(Gateway.Address);
        await using var connector = await StartAsync(relay);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        for (var i = 0; i < 50; i++)
            Assert.Equal(10_000, (await visitor.EchoAsync(new string('x', 10_000))).Length);

        Assert.Equal((ConnectorPayload, GatewayPayload), (relay.LargestToGateway, relay.LargestToConnector));
    }

    [Fact]
    public async Task RetryThreshold_Zero_MakesAConnectorProveItsAddress()
    {
        await using var relay = new DatagramRelay(Gateway.Address);
        await using var connector = await StartAsync(relay);
        await connector.WaitUpAsync();

        // A long header of type Retry, RFC 9000 section 17.2.5.
        Assert.Equal(0xF0, relay.FirstByteToConnector & 0xF0);
    }

    internal override void Configure(GatewaySettings settings)
    {
        settings.Engine = EngineNames.Ngtcp2;
        settings.Ngtcp2 = new EngineOptions { MaxDatagramPayload = GatewayPayload };
        settings.Handshakes = new HandshakeLimits { RetryThreshold = 0 };
    }

    public override async ValueTask InitializeAsync()
    {
        try
        {
            await using var engine = TransportEngines.Create(new TransportOptions { Engine = EngineNames.Ngtcp2 }, NullLoggerFactory.Instance);
        }
        catch (TransportException exception) when (exception.Error == TransportError.EngineUnavailable)
        {
            Assert.Skip(exception.Message);
        }

        await base.InitializeAsync();
    }

    private Task<RunningConnector> StartAsync(DatagramRelay relay) =>
        RunningConnector.StartAsync(
            Files,
            "inside",
            relay.Address,
            settings =>
            {
                settings.Engine = EngineNames.Ngtcp2;
                settings.Ngtcp2 = new EngineOptions { MaxDatagramPayload = ConnectorPayload };
                settings.Windows = new FlowWindows
                {
                    Stream = 16 * 1024,
                    MaxStream = 16 * 1024,
                    Session = 16 * 1024,
                };
            }
        );
}
