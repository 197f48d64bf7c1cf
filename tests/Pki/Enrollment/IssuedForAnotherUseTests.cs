using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Enrollment;

/// <summary>Certificates and clocks with which an enrolment would look well and no peer would take its result.</summary>
public sealed class IssuedForAnotherUseTests : IAsyncLifetime
{
    private TestScepServer _server = null!;
    private Enrolling _device = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestScepServer.StartAsync();
        _device = new Enrolling(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _device.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(PeerUsage.ServerAuthentication, "serverAuth")]
    [InlineData(PeerUsage.ClientAuthentication, "clientAuth")]
    public async Task CertificateForAnotherPurpose_IsRefused_AndNotPutInPlace(PeerUsage usage, string wanted)
    {
        _server.Profile = usage == PeerUsage.ServerAuthentication ? LeafProfile.Client : LeafProfile.Server;
        _device.Usage = usage;
        _device.Options.Names = ["gateway.example.com"];
        var failure = await _device.RefusalAsync();
        Assert.True(failure.IsRefusal);
        Assert.Contains($"have the server issue it with the extended key usage {wanted}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["key.pem.next"], _device.FileNames());
    }

    [Fact]
    public async Task ClockBeforeTheAuthority_IsSaid_AndNothingIsAskedFor()
    {
        using var device = new Enrolling(_server, FixedTime.In(TimeSpan.FromDays(-20 * 365)));
        var failure = await device.RefusalAsync();
        Assert.Contains("the server's CA certificate is not valid before", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the clock of this machine says", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Seen);
    }

    [Fact]
    public async Task Https_WhoseCertificateHasEnded_IsSaid_WithTheClock()
    {
        using var certificates = new TestCertificates();
        using var certificate = certificates.Server(expiresIn: TimeSpan.FromDays(-1));
        await using var server = await TestScepServer.StartAsync(certificate: certificate);
        using var device = new Enrolling(server);
        var failure = await device.RefusalAsync();
        Assert.Contains("its certificate was refused: expired on ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the clock of this machine says", failure.Message, StringComparison.Ordinal);
    }
}
