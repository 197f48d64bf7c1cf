using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>What both sides say when a certificate is refused: whose it is, who refuses it, and why.</summary>
public sealed class CertificateMessageTests : Surroundings
{
    private readonly CertificateAuthority _root = CertificateAuthority.Create("Root", pathLength: 1);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task GatewaysCertificate_OfAnotherAuthority_IsSaidToBeTheGateways()
    {
        await File.WriteAllTextAsync(Files.Path("other.crt"), _root.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        Assert.Contains(
            ": the gateway's certificate is not accepted: signed by an authority that is not in other.crt (CN=Test CA)",
            await RefusalAsync(settings => settings.CaPath = Files.Path("other.crt")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task OwnCertificate_OfAnotherAuthority_IsSaidToBeTheConnectors()
    {
        using var own = _root.IssueClient("inside");
        CertificateFiles.Save(own, Files.Path("own.pem"), Files.Path("own.key"));
        Assert.EndsWith(
            ": the gateway refuses this connector's certificate: signed by an authority that is not in ca.crt (CN=Root)",
            await RefusalAsync(settings => (settings.CertificatePath, settings.KeyPath) = (Files.Path("own.pem"), Files.Path("own.key"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task OwnCertificate_ThatHasEnded_GivesTheClocksOfBothMachines()
    {
        var (certificate, key) = Files.Client("ended", TimeSpan.FromDays(-1));
        var reason = await RefusalAsync(settings => (settings.CertificatePath, settings.KeyPath) = (certificate, key));
        Assert.Contains(": the gateway refuses this connector's certificate: expired on ", reason, StringComparison.Ordinal);
        Assert.Contains("; the clock of the gateway says ", reason, StringComparison.Ordinal);
        Assert.Contains(
            Gateway.Log.All,
            l => l.Contains("expired on ", StringComparison.Ordinal) && l.Contains("; the clock of this machine says ", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Intermediate_AsTheOnlyAuthorityOfBothSides_IsTrustedOnlyWhereASettingSaysSo(bool trust)
    {
        using var middle = _root.CreateIntermediate("Middle");
        using var server = middle.IssueServer(["localhost"]);
        using var client = middle.IssueClient("edge-7");
        CertificateFiles.Save(server, Files.Path("s.pem"), Files.Path("s.key"));
        CertificateFiles.Save(client, Files.Path("c.pem"), Files.Path("c.key"));
        await File.WriteAllTextAsync(Files.Path("middle.crt"), middle.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        void OfGateway(GatewaySettings settings)
        {
            (settings.CertificatePath, settings.KeyPath, settings.CaPath, settings.TrustIntermediates) = (
                Files.Path("s.pem"),
                Files.Path("s.key"),
                Files.Path("middle.crt"),
                trust
            );
            settings.StateDirectory = Files.Path("other-state");
        }

        void OfConnector(ConnectorSettings settings) =>
            (settings.CertificatePath, settings.KeyPath, settings.CaPath, settings.TrustIntermediates) = (
                Files.Path("c.pem"),
                Files.Path("c.key"),
                Files.Path("middle.crt"),
                trust
            );

        if (!trust)
        {
            var failure = await Assert.ThrowsAsync<StartupException>(() => GatewayHost.StartAsync(Files, null, null, OfGateway));
            Assert.EndsWith("or trust the intermediates themselves with Gateway:TrustIntermediates", failure.Message, StringComparison.Ordinal);
            failure = await Assert.ThrowsAsync<StartupException>(() => StartConnectorAsync("unused", OfConnector));
            Assert.EndsWith("or trust the intermediates themselves with Connector:TrustIntermediates", failure.Message, StringComparison.Ordinal);
            return;
        }

        await using var gateway = await GatewayHost.StartAsync(Files, null, null, OfGateway);
        await using var connector = await RunningConnector.StartAsync(Files, "unused", gateway.Address.ToString(), OfConnector);
        await connector.WaitUpAsync();
    }

    [Fact]
    public async Task GatewaysOwnCertificate_WithoutItsPurposeOrNames_IsWarnedOfAtStart()
    {
        var (certificate, key) = Files.Client("gateway");
        await using var gateway = await GatewayHost.StartAsync(
            Files,
            null,
            null,
            settings =>
            {
                (settings.CertificatePath, settings.KeyPath) = (certificate, key);
                settings.StateDirectory = Files.Path("other-state");
            }
        );
        Assert.Contains(
            gateway.Log.All,
            l =>
                l.Contains(
                    "not meant for server authentication: peers will refuse it; have it issued with the extended key usage serverAuth",
                    StringComparison.Ordinal
                )
        );
    }

    /// <summary>Why a connector ends whose first answer is a refusal.</summary>
    private async Task<string> RefusalAsync(Action<ConnectorSettings> configure)
    {
        await using var connector = await StartConnectorAsync("inside", configure);
        await connector.Ending;
        return connector.Failure!.Message;
    }
}
