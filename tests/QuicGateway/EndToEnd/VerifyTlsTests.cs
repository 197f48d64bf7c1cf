using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Verify and watch services at https addresses, with certificates of a private authority.</summary>
public sealed class VerifyTlsTests : Surroundings
{
    private VerifyEndpoint _verify = null!;
    private WatchEndpoint _watch = null!;
    private string _authority = null!;

    public override async ValueTask InitializeAsync()
    {
        _authority = Files.Authority;
        _verify = await VerifyEndpoint.StartAsync(Files.CreateServer());
        _watch = await WatchEndpoint.StartAsync(Files.CreateServer());
        Assert.Equal(("https", "https"), (_verify.Url.Scheme, _watch.Url.Scheme));
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _watch.DisposeAsync();
        await _verify.DisposeAsync();
    }

    internal override void Configure(GatewaySettings settings) =>
        (settings.Admission.VerifyUrl, settings.Admission.WatchUrl, settings.Admission.CaPath) = (_verify.Url, _watch.Url, _authority);

    [Fact]
    public async Task AuthorityNamed_BothAreAsked()
    {
        await _watch.GreetAsync(Gateway);
        await using var connector = await StartConnectorAsync("inside");
        await connector.WaitUpAsync();
        Assert.Equal(1, _verify.Questions);
    }

    [Fact]
    public async Task AuthorityOfSomebodyElse_NobodyIsAdmitted_AndTheReasonIsSaid()
    {
        using var others = new TestCertificates("Other CA");
        await File.WriteAllTextAsync(_authority = Files.Path("other.crt"), others.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await AssertRefusedAsync("signed by an authority that is not in other.crt", "--Gateway:Admission:CaPath", _authority);
    }

    [Fact]
    public async Task AuthorityOfSomebodyElse_ReplacedByTheRightOne_IsTakenWithoutARestart()
    {
        using var others = new TestCertificates("Other CA");
        await File.WriteAllTextAsync(_authority = Files.Path("scep.crt"), others.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await Gateway.DisposeAsync();
        Gateway = await StartGatewayAsync();
        await Gateway.Log.WaitAsync("signed by an authority that is not in scep.crt");
        File.Copy(Files.Authority, _authority, overwrite: true);
        await Gateway.Log.WaitAsync("Replaced files are in use from now on");
        await using var connector = await RunningConnector.StartAsync(Files, "inside", Gateway.Address.ToString());
        await connector.WaitUpAsync();
    }

    [Fact]
    public Task AuthorityNotNamed_NobodyIsAdmitted_AndTheSettingIsNamed() =>
        AssertRefusedAsync("the system does not know its authority; name it with Gateway:Admission:CaPath");

    private async Task AssertRefusedAsync(string reason, params string[] more)
    {
        var port = Ports.FreeUdp();
        await using var gateway = StartGatewayProcess(
            port,
            ["--Gateway:Admission:VerifyUrl", _verify.Url.ToString(), "--Gateway:Admission:WatchUrl", _watch.Url.ToString(), .. more]
        );
        Assert.Contains(reason, await gateway.WaitForLineAsync("No watch on"), StringComparison.Ordinal);
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
        await peer.HelloAsync();
        Assert.Equal(ErrorCode.VerifyUnavailable, await peer.ClosedAsync());
        Assert.Contains(reason, await gateway.WaitForLineAsync("No answer from the verify service"), StringComparison.Ordinal);
        Assert.Equal(0, _verify.Questions);
    }
}
