using SocketWarp.Cli.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests;

/// <summary><c>warp enroll</c> against a SCEP server.</summary>
public sealed class EnrollTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task Enroll_SecretFromFileThenNone_GetsACertificateAndRenewsIt()
    {
        await using var server = await TestScepServer.StartAsync().InTime();
        await File.WriteAllTextAsync(_directory.File("secret"), server.Secret("alice") + "\n", TestContext.Current.CancellationToken);

        Assert.Equal(
            (0, "cert.pem\nkey.pem\nca.crt\n", ""),
            await RunAsync($"warp enroll {server.Url} alice --ca-fingerprint {server.Fingerprint} --secret-file secret")
        );
        Assert.Equal(
            (0, "cert.pem: OK\n600 key.pem\n", ""),
            await RunAsync("openssl verify -CAfile ca.crt -purpose sslclient cert.pem && stat -c '%a %n' key.pem")
        );
        var (code, _, error) = await RunAsync(
            $"cp cert.pem first.pem; warp enroll {server.Url} alice --ca-fingerprint {server.Fingerprint} && ! cmp -s cert.pem first.pem && warp pki "
                + $"inspect cert.pem --key key.pem --ca ca.crt"
        );
        Assert.Equal((0, ""), (code, error));
    }

    [Theory]
    [InlineData("echo \"$SECRET\" | warp enroll $URL alice --ca-fingerprint $PIN --secret-file -")]
    [InlineData("WARP_SECRET=\"$SECRET\" warp enroll $URL alice --ca-fingerprint $PIN")]
    [InlineData("printf '\\xef\\xbb\\xbf  %s \\r\\n' \"$SECRET\" | warp enroll $URL alice --ca-fingerprint $PIN --secret-file -")]
    [InlineData("printf '\\xef\\xbb\\xbf  %s \\r\\n' \"$SECRET\" > secret; warp enroll $URL alice --ca-fingerprint $PIN --secret-file secret")]
    [InlineData("WARP_SECRET=\" $SECRET \" warp enroll $URL alice --ca-fingerprint $PIN")]
    public async Task Enroll_SecretFromElsewhere_GetsACertificate(string command)
    {
        await using var server = await TestScepServer.StartAsync().InTime();
        var (code, _, error) = await RunAsync(command, server, server.Secret("alice"));
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task Enroll_AtMicromdmsServer_GetsACertificate()
    {
        await using var server = await ForeignScepServer.StartAsync("s3cret-of-all");
        var options = $"--ca-fingerprint 'sha256 Fingerprint={server.Fingerprint}' --secret-only --allow-legacy";
        Assert.Equal((0, "cert.pem\nkey.pem\nca.crt\n", ""), await RunAsync($"WARP_SECRET=s3cret-of-all warp enroll {server.Url} alice {options}"));
        Assert.Equal((0, "cert.pem: OK\n", ""), await RunAsync("openssl verify -CAfile ca.crt -purpose sslclient cert.pem"));
    }

    [Theory]
    [InlineData("--secret-only", "allow it with --allow-legacy")]
    [InlineData("--allow-legacy", "may want --secret-only")]
    public async Task Enroll_AtMicromdmsServer_WithoutAnOptionThatItNeeds_NamesTheOption(string given, string hint)
    {
        await using var server = await ForeignScepServer.StartAsync("s3cret-of-all");
        var (code, _, error) = await RunAsync($"WARP_SECRET=s3cret-of-all warp enroll {server.Url} alice --ca-fingerprint {server.Fingerprint} {given}");
        Assert.NotEqual(0, code);
        Assert.Contains(hint, error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory.File("cert.pem")));
    }

    [Fact]
    public async Task Enroll_ForAGateway_DoesNotTakeACertificateForClientsOnly()
    {
        await using var server = await ForeignScepServer.StartAsync("s3cret-of-all");
        var (code, _, error) = await RunAsync(
            $"WARP_SECRET=s3cret-of-all warp enroll {server.Url} gw --name gateway.example.com --ca-fingerprint {server.Fingerprint} --secret-only "
                + $"--allow-legacy"
        );
        Assert.Equal(3, code);
        Assert.Contains("have the server issue it with the extended key usage serverAuth", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory.File("cert.pem")));
    }

    [Fact]
    public async Task Enroll_SecretWrong_IsRefusedAndNotRepeated()
    {
        await using var server = await TestScepServer.StartAsync().InTime();
        var (code, output, error) = await RunAsync("WARP_SECRET=\"$SECRET\" warp enroll $URL alice --ca-fingerprint $PIN", server, "wrong-secret-of-mine");
        Assert.Equal((3, ""), (code, output));
        Assert.DoesNotContain("wrong-secret-of-mine", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory.File("cert.pem")));
    }

    [Fact]
    public async Task Enroll_AuthorityIsAnother_IsRefusedBeforeTheSecretIsSent()
    {
        await using var server = await TestScepServer.StartAsync().InTime();
        var (code, _, error) = await RunAsync(
            $"WARP_SECRET=\"$SECRET\" warp enroll $URL alice --ca-fingerprint {new string('a', 64)}",
            server,
            server.Secret("alice")
        );
        Assert.Equal(3, code);
        Assert.Contains("not the authority that is expected, or --ca-fingerprint is wrong", error, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Enroll_ServerOfAPrivateAuthority_NamesTheOption()
    {
        using var certificates = new TestCertificates();
        using var certificate = certificates.Server();
        await using var server = await TestScepServer.StartAsync(certificate: certificate).InTime();
        var (code, _, error) = await RunAsync("WARP_SECRET=\"$SECRET\" warp enroll $URL alice --ca-fingerprint $PIN", server, server.Secret("alice"));
        Assert.Equal(1, code);
        Assert.EndsWith("the system does not know its authority; name it with --server-ca\n", error, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData("nonsense alice", "URL is \"nonsense\"")]
    [InlineData("http://127.0.0.1:1/scep alice", "--ca-fingerprint is missing")]
    [InlineData("https://127.0.0.1:1/scep alice --ca-fingerprint 12", "--ca-fingerprint is \"12\"")]
    [InlineData("https://127.0.0.1:1/scep a/b", "UID is \"a/b\"")]
    [InlineData("https://127.0.0.1:1/scep alice --secret-file none", "--secret-file is \"none\", which cannot be read: it does not exist")]
    public async Task Enroll_ArgumentWrong_NamesItAndChangesNothing(string arguments, string message)
    {
        var (code, _, error) = await RunAsync($"warp enroll {arguments}");
        Assert.Equal(2, code);
        Assert.StartsWith($"warp: error: {message}\nwarp: hint: ", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    public void Dispose() => _directory.Dispose();

    private async Task<(int Code, string Output, string Error)> RunAsync(string command, TestScepServer? server = null, string? secret = null)
    {
        var environment = new Dictionary<string, string?>
        {
            ["PATH"] = $"{Warp.Folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["URL"] = server?.Url.ToString(),
            ["PIN"] = server?.Fingerprint,
            ["SECRET"] = secret,
            ["WARP_SECRET"] = null,
        };
        await using var shell = RunningProcess.Start("bash", ["-c", command], environment, _directory.Path);
        return (await shell.ExitAsync(), shell.Output, shell.Error);
    }
}
