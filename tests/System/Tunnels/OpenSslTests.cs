using System.Security.Cryptography.X509Certificates;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Tunnels;

/// <summary>TLS of somebody else inside the tunnel.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class OpenSslTests(RunningAllInOne host) : IDisposable
{
    private readonly TestDirectory _files = new();

    [Fact]
    public async Task OpenSsl_HandshakeThroughTheTunnel_GetsTheReversedLine()
    {
        using var certificates = new TestCertificates();
        using var certificate = certificates.Server();
        await File.WriteAllTextAsync(_files.File("cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_files.File("key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_files.File("ca.pem"), certificates.Authority.ExportCertificatePem());

        var port = Ports.FreeTcp();
        await using var server = RunningProcess.Start(
            "openssl",
            ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", _files.File("cert.pem"), "-key", _files.File("key.pem"), "-rev", "-quiet"]
        );
        await Ports.WaitForListenerAsync(port);
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, $"127.0.0.1:{port}", "openssl");

        await using var client = RunningProcess.Start(
            "openssl",
            [
                "s_client",
                "-connect",
                $"127.0.0.1:{visitorPort}",
                "-CAfile",
                _files.File("ca.pem"),
                "-verify_return_error",
                "-verify_hostname",
                "localhost",
                "-quiet",
            ],
            input: true
        );
        await client.Input.WriteAsync("warp\n"u8.ToArray());
        await client.Input.FlushAsync();
        Assert.Equal("praw", await client.LineAsync(_ => true, Limits.Step));
    }

    public void Dispose() => _files.Dispose();
}
