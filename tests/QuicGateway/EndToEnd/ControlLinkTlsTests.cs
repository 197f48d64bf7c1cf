using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>The link to a ControlApi at an https address.</summary>
public sealed class ControlLinkTlsTests : Surroundings
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Gateway.DisposeAsync();
        await Control.DisposeAsync();
        Control = await ControlServer.StartAsync(certificate: Files.CreateServer());
        Assert.Equal("https", Control.Address.Scheme);
    }

    [Fact]
    public async Task AuthorityNamed_LinkCarriesWishesAndReports()
    {
        Gateway = await GatewayHost.StartAsync(Files, Control.Address, Verify.Url, settings => settings.Control.CaPath = Files.Authority);
        await using var connector = await StartConnectorAsync("inside");

        Assert.Equal("hello", await Visitor.ReachAsync(await PublishAsync("inside"), "hello"));
    }

    [Fact]
    public async Task AuthorityOfSomebodyElse_LinkIsRefusedWithTheReason()
    {
        using var others = new TestCertificates("Other CA");
        await File.WriteAllTextAsync(Files.Path("other.crt"), others.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var gateway = StartGatewayProcess(0, "--Gateway:Control:CaPath", Files.Path("other.crt"));

        var line = await gateway.WaitForLineAsync("its certificate was refused: ");

        Assert.Matches("its certificate was refused: signed by an authority that is not in .*other.crt", line);
        Assert.Contains($" at {Control.Address}: ", line, StringComparison.Ordinal);
        Assert.Empty(Control.Reports.All);
    }

    [Fact]
    public async Task AuthorityNotNamed_LinkIsRefusedWithTheSettingThatNamesIt()
    {
        await using var gateway = StartGatewayProcess(0);

        var line = await gateway.WaitForLineAsync("its certificate was refused: ");

        Assert.Contains(
            "its certificate was refused: the system does not know its authority; name it with Gateway:Control:CaPath;",
            line,
            StringComparison.Ordinal
        );
        Assert.Empty(Control.Reports.All);
    }

    [Fact]
    public async Task ClearTextAddressOfATlsPort_LinkIsRefused()
    {
        await using var gateway = StartGatewayProcess(0, "--Gateway:Control:Address", $"http://127.0.0.1:{Control.Address.Port}");

        await gateway.WaitForLineAsync("No link to ControlApi");

        Assert.Empty(Control.Reports.All);
    }
}
