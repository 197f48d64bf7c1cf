using System.Net.Sockets;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Pki.Enrollment;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Gateway and connector both enrol at one SCEP server, and renew certificates that live for seconds.</summary>
public sealed class EnrollmentTests : Surroundings
{
    private const string Uid = "edge-7";

    private TestScepServer _server = null!;

    public override async ValueTask InitializeAsync()
    {
        _server = await TestScepServer.StartAsync();
        _server.Lifetime = TimeSpan.FromSeconds(8);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal override void Configure(GatewaySettings settings)
    {
        (settings.CertificatePath, settings.KeyPath, settings.CaPath) = (Files.Path("g.pem"), Files.Path("g.key"), Files.Path("g.ca"));
        settings.Enrollment = Enrol("gateway-1");
        settings.Enrollment.Names = ["localhost"];
    }

    [Fact]
    public async Task TenRenewals_BreakNoTunnel_AndRefuseNoVisitor()
    {
        await using var connector = await StartEnrolledAsync();
        var port = await PublishAsync(Uid);
        using var stopping = new CancellationTokenSource();
        var visitors = VisitAsync(port, stopping.Token);
        for (var cycle = 0; cycle < 10; cycle++)
        {
            await connector.WaitUpAsync();
            var session = connector.Status.Session;
            using var visitor = await Visitor.ConnectAsync(port);
            var echoed = 0;
            while (connector.Status.Session is null || connector.Status.Session == session)
            {
                var text = $"{cycle} {echoed++} {new string('x', 30_000)}";
                Assert.Equal(text, await visitor.EchoAsync(text));
            }

            Assert.Equal("after", await visitor.EchoAsync("after"));
            visitor.EndSending();
            Assert.Equal(SocketError.Success, await visitor.EndAsync());
            Assert.True(echoed > 1);
        }

        Assert.True(_server.Issued >= 20, $"{_server.Issued} certificates");
        await stopping.CancelAsync();
        Assert.True(await visitors.InTime() > 100);
    }

    [Fact]
    public async Task GatewayRenews_NewConnectorsSeeTheNewCertificate_AndSessionsStay()
    {
        _server.Lifetimes[$"CN={Uid}"] = TimeSpan.FromDays(1);
        await using var connector = await StartEnrolledAsync();
        await connector.WaitUpAsync();
        var session = connector.Status.Session;
        var port = await PublishAsync(Uid);
        using var visitor = await Visitor.ConnectAsync(port);
        const string Held = "is valid until";
        await Gateway.Log.WaitAsync(Held, Gateway.Log.Count(Held) + 1);

        await using var later = await StartEnrolledAsync("edge-8");
        await later.WaitUpAsync();
        Assert.Equal("still", await visitor.EchoAsync("still"));
        Assert.Equal(session, connector.Status.Session);
    }

    [Fact]
    public async Task ServerOfAPrivateAuthority_TheGatewaysSettingIsNamed()
    {
        using var certificate = Files.CreateServer();
        await using var server = await TestScepServer.StartAsync(certificate: certificate);
        await using var gateway = StartGatewayProcess(
            Ports.FreeUdp(),
            "--Gateway:CertificatePath",
            Files.Path("new.pem"),
            "--Gateway:KeyPath",
            Files.Path("new.key"),
            "--Gateway:Enrollment:Url",
            server.Url.ToString(),
            "--Gateway:Enrollment:Uid",
            "gateway-2",
            "--Gateway:Enrollment:Names:0",
            "localhost"
        );
        await gateway.WaitForLineAsync("name it with Gateway:Enrollment:CaPath");
    }

    [Fact]
    public async Task ServerThatIssuesForClientsOnly_TheGatewaySaysSoAtOnce_AndDoesNotTakeIt()
    {
        const string Challenge = "s3cret-of-all";
        await using var server = await ForeignScepServer.StartAsync(Challenge);
        await using var gateway = StartGatewayProcess(
            Ports.FreeUdp(),
            "--Gateway:CertificatePath",
            Files.Path("new.pem"),
            "--Gateway:KeyPath",
            Files.Path("new.key"),
            "--Gateway:Enrollment:Url",
            server.Url.ToString(),
            "--Gateway:Enrollment:Uid",
            "gateway-2",
            "--Gateway:Enrollment:Names:0",
            "localhost",
            "--Gateway:Enrollment:Secret",
            Challenge,
            "--Gateway:Enrollment:SecretOnly",
            "true",
            "--Gateway:Enrollment:AllowLegacy",
            "true",
            "--Gateway:Enrollment:CaFingerprint",
            $"sha256 Fingerprint={server.Fingerprint}"
        );
        await gateway.WaitForLineAsync("not meant for server authentication: have the server issue it with the extended key usage serverAuth");
        Assert.False(File.Exists(Files.Path("new.pem")));
    }

    /// <summary>One visitor after the other, without a pause; fails with the first that is not served.</summary>
    /// <returns>How many there were.</returns>
    private static async Task<int> VisitAsync(int port, CancellationToken stopping)
    {
        var served = 0;
        for (; !stopping.IsCancellationRequested; served++)
        {
            using var visitor = await Visitor.ConnectAsync(port);
            Assert.Equal($"visitor {served}", await visitor.EchoAsync($"visitor {served}"));
            visitor.EndSending();
            Assert.Equal(SocketError.Success, await visitor.EndAsync());
        }

        return served;
    }

    private Task<RunningConnector> StartEnrolledAsync(string uid = Uid) =>
        StartConnectorAsync(
            "unused",
            settings =>
            {
                (settings.CertificatePath, settings.KeyPath, settings.CaPath) = (Files.Path($"{uid}.pem"), Files.Path($"{uid}.key"), Files.Path($"{uid}.ca"));
                settings.Enrollment = Enrol(uid);
            }
        );

    /// <summary>Renewed after a second, valid for long enough on a busy machine.</summary>
    private EnrollmentOptions Enrol(string uid) =>
        new()
        {
            Url = _server.Url,
            Uid = uid,
            Secret = _server.Secret(uid),
            CaFingerprint = _server.Fingerprint,
            RenewAt = 0.15,
            MinimumRetry = TimeSpan.FromMilliseconds(50),
        };
}
