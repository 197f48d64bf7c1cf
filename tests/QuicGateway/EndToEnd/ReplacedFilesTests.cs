using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Certificate files are replaced under a gateway and a connector, without SCEP.</summary>
public sealed class ReplacedFilesTests : Surroundings
{
    private const string Taken = "Replaced files are in use from now on";
    private const string Refused = "Replaced files cannot be used, so the previous ones stay in use";

    [Fact]
    public async Task GatewaysCertificate_Replaced_IsShownToNewConnectors_AndNoTunnelBreaks()
    {
        await using var connector = await StartConnectorAsync("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        Assert.Equal("before", await visitor.EchoAsync("before"));
        var (session, shown) = (connector.Status.Session, await ShownAsync());
        Files.ReplaceServer();
        await Gateway.Log.WaitAsync(Taken);
        Assert.NotEqual(shown, await ShownAsync());
        Assert.Equal("after", await visitor.EchoAsync("after"));
        Assert.Equal(session, connector.Status.Session);
    }

    [Fact]
    public async Task ConnectorsCertificate_Replaced_IsTakenToANewSession_AndNoTunnelBreaks()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        Assert.Equal("before", await visitor.EchoAsync("before"));
        Files.ReplaceClient("inside");
        await connector.Log.WaitAsync("is up", 2);
        Assert.Equal("after", await visitor.EchoAsync("after"));
        Assert.Equal("new", await Visitor.ReachAsync(port, "new"));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("for clients")]
    [InlineData("no certificate")]
    public async Task GatewaysCertificate_ReplacedByWhatCannotBeUsed_IsRefusedWithOneLine_AndTheOldOneStays(string kind)
    {
        var shown = await ShownAsync();
        if (kind == "expired")
            Files.ReplaceServer(Files.CreateServer(expiresIn: TimeSpan.FromMinutes(-1)));
        else if (kind == "for clients")
            Files.ReplaceServer(Files.CreateClient("localhost"));
        else
            await File.WriteAllTextAsync(Files.Path("server.pem"), "nothing", TestContext.Current.CancellationToken);
        await Gateway.Log.WaitAsync(Refused);
        Assert.Contains("server.pem", Assert.Single(Gateway.Log.All, l => l.Contains(Refused, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(shown, await ShownAsync());

        Files.ReplaceServer();
        await Gateway.Log.WaitAsync(Taken);
        Assert.NotEqual(shown, await ShownAsync());
    }

    [Fact]
    public async Task Authorities_Replaced_AdmitConnectorsOfTheNewOne()
    {
        using var others = new TestCertificates("Other CA");
        using var stranger = others.Client("stranger");
        await File.AppendAllTextAsync(Files.Authority, "\n" + others.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await Gateway.Log.WaitAsync(Taken);
        await using var peer = await RawPeer.ConnectAsync(Files, "stranger", Gateway.Address, certificate: stranger);
        await peer.EnterAsync();
    }

    [Fact]
    public async Task ConnectorsAuthorities_ReplacedByOthers_KeepTheSession_AndSayThatTheGatewayIsNotOfThem()
    {
        using var others = new TestCertificates("Other CA");
        var authorities = Files.Path("connector-ca.crt");
        File.Copy(Files.Authority, authorities);
        await using var connector = await StartConnectorAsync("inside", settings => settings.CaPath = authorities);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        await File.WriteAllTextAsync(authorities, others.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await connector.Log.WaitAsync("signed by an authority that is not in connector-ca.crt");
        Assert.Equal("still", await visitor.EchoAsync("still"));
    }

    /// <summary>The certificate that a connector sees now.</summary>
    private async Task<string> ShownAsync()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "looker", Gateway.Address);
        return peer.Session.PeerCertificate.GetCertHashString();
    }
}
