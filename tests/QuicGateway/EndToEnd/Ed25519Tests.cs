using SocketWarp.Base;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Engines;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Gateway and connector with Ed25519 certificates of an Ed25519 authority, all made by openssl.</summary>
public sealed class Ed25519Tests : Surroundings
{
    private readonly OpenSsl _openssl = new();
    private string _engine = EngineNames.Auto;

    public override async ValueTask InitializeAsync()
    {
        await _openssl.RunAsync("genpkey -algorithm ed25519 -out ca.key");
        await _openssl.RunAsync("req -x509 -key ca.key -out ca.crt -days 30 -subj /CN=CA");
        _openssl.Write("gateway.ext", "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n");
        _openssl.Write("alice.ext", "extendedKeyUsage=clientAuth\n");
        foreach (var name in new[] { "gateway", "alice" })
        {
            await _openssl.RunAsync($"genpkey -algorithm ed25519 -out {name}.key");
            await _openssl.RunAsync($"req -new -key {name}.key -out {name}.csr -subj /CN={name}");
            await _openssl.RunAsync($"x509 -req -in {name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out {name}.crt -days 20 -extfile {name}.ext");
        }

        // Where only msquic works, the gateway says what it cannot do instead of starting.
        if (TransportEngines.Create(new TransportOptions(), new LogLines()).Name == EngineNames.MsQuic)
            _engine = EngineNames.MsQuic;
        else
            await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_engine != EngineNames.MsQuic)
            await base.DisposeAsync();
        _openssl.Dispose();
        GC.SuppressFinalize(this);
    }

    internal override void Configure(GatewaySettings settings) =>
        (settings.CertificatePath, settings.KeyPath, settings.CaPath) = (_openssl["gateway.crt"], _openssl["gateway.key"], _openssl["ca.crt"]);

    [Fact]
    public async Task Certificates_OfBothSides_CarryATunnel_OrTheEngineSaysThatItCannot()
    {
        if (_engine == EngineNames.MsQuic)
        {
            var failure = await Assert.ThrowsAsync<StartupException>(() => GatewayHost.StartAsync(Files, null, null, Configure));
            Assert.Contains("has an Ed25519 key, which the engine msquic cannot use", failure.Message, StringComparison.Ordinal);
            return;
        }

        await using var connector = await StartConnectorAsync(
            "unused",
            settings => (settings.CertificatePath, settings.KeyPath, settings.CaPath) = (_openssl["alice.crt"], _openssl["alice.key"], _openssl["ca.crt"])
        );
        await connector.WaitUpAsync();
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("alice"));
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
    }
}
