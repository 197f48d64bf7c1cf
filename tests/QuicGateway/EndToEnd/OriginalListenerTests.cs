using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Our connector against an imitation of socket-warp 1.3's listener.</summary>
public sealed class OriginalListenerTests : IAsyncLifetime
{
    private readonly TestFiles _files = new();
    private readonly ITransportEngine _engine = TransportEngines.Create(new TransportOptions(), NullLoggerFactory.Instance);
    private ITransportListener _listener = null!;
    private string? _refusal;

    public async ValueTask InitializeAsync()
    {
        var (certificate, key) = _files.Server();
        _listener = await _engine.ListenAsync(
            new ListenOptions
            {
                Address = new IPEndPoint(IPAddress.Loopback, 0),
                Security = new TransportSecurity
                {
                    Certificate = X509Certificate2.CreateFromPemFile(certificate, key),
                    Protocols = [WireProtocols.Legacy],
                    ValidatePeer = (_, _) => _refusal,
                },
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _engine.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task UidIsStillTaken_ConnectorTriesUntilItIsFree()
    {
        await using var connector = await RunningConnector.StartAsync(_files, "inside", _listener.LocalEndPoint.ToString());
        await using (var refused = await _listener.AcceptAsync().InTime())
            await refused.CloseAsync(0, "");
        await using var admitted = await _listener.AcceptAsync().InTime();
        await connector.WaitUpAsync();
        Assert.Equal(WireProtocols.Legacy, connector.Status.Session?.Protocol);
        Assert.Null(connector.Failure);
    }

    [Fact]
    public async Task RefusedAfterTls_IsNeverSaidToBeUp_AndBacksOff()
    {
        await using var connector = await RunningConnector.StartAsync(_files, "inside", _listener.LocalEndPoint.ToString());
        for (var i = 0; i < 4; i++)
        {
            await using var refused = await _listener.AcceptAsync().InTime();
            await refused.CloseAsync(0, "");
        }

        await connector.Log.WaitAsync("No session: TurnedAway: ");
        Assert.Equal(0, connector.Log.Count("is up"));
        await using var admitted = await _listener.AcceptAsync().InTime();
        await connector.Log.WaitAsync("is up (hq-29");
    }

    [Fact]
    public async Task CertificateIsRefused_ConnectorEndsWithTheReason()
    {
        _refusal = "unknown";
        await using var connector = await RunningConnector.StartAsync(_files, "inside", _listener.LocalEndPoint.ToString());
        await connector.Ending;
        Assert.IsType<RefusedException>(connector.Failure);
        Assert.EndsWith(": the gateway refuses this connector's certificate: unknown", connector.Failure.Message, StringComparison.Ordinal);
    }
}
