using System.Security.Cryptography.X509Certificates;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Peers;

/// <summary>Other people's clients get certificates from ours, and openssl accepts what they get.</summary>
public sealed class PeerTests : IAsyncLifetime
{
    private const string Secret = "s3cret-of-edge-1";
    private readonly TestDirectory _folder = new();
    private ScepHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ScepHost.StartAsync();
        await _host.Admin.AddWithSecretAsync("edge-1", Secret);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Scepclient_OfDebian_GetsACertificate()
    {
        // It signs with SHA-1, whatever the server announces.
        await using var host = await ScepHost.StartAsync(("Scep:AllowLegacyAlgorithms", "true"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        await RunningProcess.MustRunAsync(
            "scepclient",
            [
                "-server-url",
                $"{host.Addresses.Http}scep",
                "-challenge",
                $"edge-1\\{Secret}",
                "-cn",
                "edge-1",
                "-organization",
                "Example",
                "-country",
                "DE",
                "-private-key",
                "client.key",
                "-certificate",
                "client.pem",
            ],
            folder: _folder.Path
        );

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_folder.File("client.pem"));
        await AssertHoldsAsync(host, certificate, "client.pem");
    }

    [Fact]
    public async Task StrongSwan_Pki_GetsACertificate()
    {
        await WriteAsync(
            "key.pem",
            await RunningProcess.MustRunAsync("pki", ["--gen", "--type", "rsa", "--size", "2048", "--outform", "pem"], folder: _folder.Path)
        );

        await WriteAsync(
            "client.pem",
            await RunningProcess.MustRunAsync(
                "pki",
                [
                    "--scep",
                    "--url",
                    $"{_host.Addresses.Http}scep",
                    "--in",
                    "key.pem",
                    "--dn",
                    "CN=edge-1",
                    "--password",
                    $"edge-1\\{Secret}",
                    "--cacert-enc",
                    _host.Addresses.AuthorityFile,
                    "--cacert-sig",
                    _host.Addresses.AuthorityFile,
                    "--cipher",
                    "aes",
                    "--digest",
                    "sha256",
                    "--outform",
                    "pem",
                ],
                folder: _folder.Path
            )
        );

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_folder.File("client.pem"));
        await AssertHoldsAsync(_host, certificate, "client.pem");
    }

    [Fact]
    public async Task StrongSwan_Pki_RenewsWithItsCertificate()
    {
        using var first = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        Pki.Files.CertificateFiles.Save(first, _folder.File("old.pem"), _folder.File("old.key"));
        await WriteAsync(
            "key.pem",
            await RunningProcess.MustRunAsync("pki", ["--gen", "--type", "rsa", "--size", "2048", "--outform", "pem"], folder: _folder.Path)
        );

        await WriteAsync(
            "client.pem",
            await RunningProcess.MustRunAsync(
                "pki",
                [
                    "--scep",
                    "--url",
                    $"{_host.Addresses.Http}scep",
                    "--in",
                    "key.pem",
                    "--dn",
                    "CN=edge-1",
                    "--cert",
                    "old.pem",
                    "--key",
                    "old.key",
                    "--cacert-enc",
                    _host.Addresses.AuthorityFile,
                    "--cacert-sig",
                    _host.Addresses.AuthorityFile,
                    "--cipher",
                    "aes",
                    "--digest",
                    "sha256",
                    "--outform",
                    "pem",
                ],
                folder: _folder.Path
            )
        );

        using var second = X509CertificateLoader.LoadCertificateFromFile(_folder.File("client.pem"));
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal("PENDING", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task OpenSsl_RevocationList_HasTheRevokedCertificateAndItsSignatureHolds()
    {
        using var certificate = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await WriteAsync("client.pem", certificate.ExportCertificatePem());
        await _host.Admin.RevokeAsync("edge-1");
        await File.WriteAllBytesAsync(_folder.File("ca.crl"), (await _host.Anonymous.GetAsync("/crl")).Bytes, TestContext.Current.CancellationToken);

        var (_, text, judged) = await RunningProcess.RunAsync(
            "openssl",
            ["crl", "-inform", "der", "-in", "ca.crl", "-CAfile", _host.Addresses.AuthorityFile, "-noout", "-text"],
            folder: _folder.Path
        );
        Assert.Contains("verify OK", judged, StringComparison.Ordinal);
        // It leaves out the zero byte that keeps a serial positive.
        Assert.Contains(certificate.SerialNumber.TrimStart('0'), text, StringComparison.OrdinalIgnoreCase);
        await RunningProcess.MustRunAsync("openssl", ["crl", "-inform", "der", "-in", "ca.crl", "-out", "crl.pem"], folder: _folder.Path);
        var (code, _, refused) = await RunningProcess.RunAsync(
            "openssl",
            ["verify", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", _host.Addresses.AuthorityFile, "client.pem"],
            folder: _folder.Path
        );
        Assert.NotEqual(0, code);
        Assert.Contains("certificate revoked", refused, StringComparison.Ordinal);
    }

    private async Task AssertHoldsAsync(ScepHost host, X509Certificate2 certificate, string file)
    {
        await RunningProcess.MustRunAsync(
            "openssl",
            ["verify", "-purpose", "sslclient", "-x509_strict", "-CAfile", host.Addresses.AuthorityFile, file],
            folder: _folder.Path
        );
        var answer = await host.Anonymous.VerifyAsync(certificate);
        Assert.Equal((200, "edge-1"), (answer.Status, answer.Json.GetProperty("uid").GetString()));
        Assert.Equal("ISSUED", await host.Viewer.StatusAsync("edge-1"));
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(_folder.File(file), text);
}
