using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Client.Tests;

/// <summary>The ways to a service: TLS, a Unix socket, a reverse proxy's path.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task Https_OfAnAuthorityThatIsNamed_IsTrustedAndNoOther()
    {
        await using var host = await StartAsync();
        using var others = new TestCertificates("Other CA");
        Write("other.crt", others.Authority.ExportCertificatePem());
        using var trusting = Client(host.Addresses.Rest!, "ca.crt");
        using var believing = Client(host.Addresses.Rest!, "other.crt");
        using var asking = Client(host.Addresses.Rest!, null);

        Assert.True(await trusting.IsReadyAsync());
        Assert.Equal(ApiFailure.Untrusted, (await FaultTests.FailAsync(() => believing.IsReadyAsync())).Failure);
        Assert.Equal(ApiFailure.Untrusted, (await FaultTests.FailAsync(() => asking.IsReadyAsync())).Failure);
    }

    [Fact]
    public async Task Scheme_ThatIsTheOther_IsNamed()
    {
        await using var secure = await StartAsync();
        await using var clear = await TestApi.StartAsync();
        using var without = Client(new Uri($"http://127.0.0.1:{secure.Addresses.Rest!.Port}"), null);
        using var with = Client(new Uri($"https://127.0.0.1:{clear.Addresses.Rest!.Port}"), null);

        Assert.Equal(ApiFailure.TlsNeeded, (await FaultTests.FailAsync(() => without.IsReadyAsync())).Failure);
        Assert.Equal(ApiFailure.NotTls, (await FaultTests.FailAsync(() => with.IsReadyAsync())).Failure);
    }

    [Fact]
    public void CaFile_ThatCannotBeUsed_FailsAtOnce()
    {
        Write("empty.crt", "nothing\n");
        Assert.Throws<FileNotFoundException>(() => Client(new Uri("https://localhost"), "none.crt"));
        Assert.Throws<CryptographicException>(() => Client(new Uri("https://localhost"), "empty.crt"));
        Assert.Throws<ArgumentException>(() => Client(new Uri("ftp://localhost"), null));
    }

    [Fact]
    public async Task Socket_AndPathOfAProxy_AreUsed()
    {
        var asked = new TaskCompletionSource<string>();
        await using var server = new FaultyServer(
            (caller, end) => FaultyServer.SayAsync(caller, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nHealthy", end),
            new UnixDomainSocketEndPoint(_directory.File("s")),
            asked
        );
        using var api = new ControlClient(new ApiClientOptions { Address = new Uri("http://gateway.example.com/outer"), SocketPath = _directory.File("s") });

        Assert.True(await api.IsReadyAsync());

        Assert.StartsWith("GET /outer/health/ready HTTP/1.1\r\nHost: gateway.example.com\r\n", await asked.Task.InTime(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    private void Write(string name, string text) => File.WriteAllText(_directory.File(name), text);

    private ControlClient Client(Uri address, string? caFile) =>
        new(new ApiClientOptions { Address = address, CaFile = caFile is null ? null : _directory.File(caFile) });

    private async Task<TestApi> StartAsync()
    {
        using var certificate = _certificates.Server();
        Write("cert.pem", certificate.ExportCertificatePem());
        Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("ca.crt", _certificates.Authority.ExportCertificatePem());
        return await TestApi.StartAsync(("Api:Certificate", _directory.File("cert.pem")), ("Api:CertificateKey", _directory.File("key.pem")));
    }
}
