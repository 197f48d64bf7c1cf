using System.Security.Cryptography.X509Certificates;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests;

/// <summary>An API behind a certificate of one's own authority.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task List_AuthorityNamed_IsServed()
    {
        await using var api = await StartAsync();
        Assert.Equal((0, ""), await ListAsync(api, "--ca-file", _directory.File("ca.crt")));
    }

    [Fact]
    public async Task List_AuthorityUnknown_RefusesAndSaysWhatToDo()
    {
        await using var api = await StartAsync();
        var (code, error) = await ListAsync(api);
        Assert.Equal(6, code);
        Assert.EndsWith("\nwarp: hint: name the authority of its certificate with --ca-file\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_InClearTextAtATlsPort_SaysSo()
    {
        await using var api = await StartAsync();
        var environment = new Dictionary<string, string?> { ["WARP_TOKEN_FILE"] = api.Addresses.AdminTokenFile };
        var address = $"http://127.0.0.1:{api.Addresses.Rest!.Port}";
        await using var warp = RunningProcess.Start(Warp.Program, ["list", "--api", address], environment, _directory.Path);

        Assert.Equal(6, await warp.ExitAsync());
        Assert.Equal(
            $"warp: error: the API at {address} does not answer: it speaks TLS\nwarp: hint: write https:// instead of http:// in --api, WARP_API or the "
                + $"settings file\n",
            warp.Error
        );
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    private async Task<TestApi> StartAsync()
    {
        using var certificate = _certificates.Server();
        await File.WriteAllTextAsync(_directory.File("cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_directory.File("key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_directory.File("ca.crt"), _certificates.Authority.ExportCertificatePem());
        return await TestApi.StartAsync(("Api:Certificate", _directory.File("cert.pem")), ("Api:CertificateKey", _directory.File("key.pem")));
    }

    private async Task<(int Code, string Error)> ListAsync(TestApi api, params string[] options)
    {
        var environment = new Dictionary<string, string?> { ["WARP_TOKEN_FILE"] = api.Addresses.AdminTokenFile, ["WARP_TOKEN"] = null };
        await using var warp = RunningProcess.Start(Warp.Program, ["list", "--api", api.Addresses.Rest!.ToString(), .. options], environment, _directory.Path);
        return (await warp.ExitAsync(), warp.Error);
    }
}
