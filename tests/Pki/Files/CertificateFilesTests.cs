using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Files;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly OpenSsl _openssl = new();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("Development CA");

    public void Dispose()
    {
        _authority.Dispose();
        _openssl.Dispose();
    }

    [Theory]
    [InlineData("genrsa -traditional -out key.pem 2048", "BEGIN RSA PRIVATE KEY")]
    [InlineData("genrsa -out key.pem 2048", "BEGIN PRIVATE KEY")]
    [InlineData("ecparam -name prime256v1 -genkey -out key.pem", "BEGIN EC PARAMETERS")]
    [InlineData("ecparam -name prime256v1 -genkey -noout -out key.pem", "BEGIN EC PRIVATE KEY")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "BEGIN PRIVATE KEY")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem", "BEGIN PRIVATE KEY")]
    public async Task Load_OfEveryKeyFormOfOpenSsl_JoinsThem(string command, string block)
    {
        await _openssl.RunAsync(command);
        Assert.Contains(block, await File.ReadAllTextAsync(_openssl["key.pem"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await _openssl.RunAsync("req -x509 -key key.pem -subj /CN=edge-7 -days 30 -out cert.pem");
        using var files = CertificateFiles.Load(_openssl["cert.pem"], _openssl["key.pem"]);
        Assert.True(files.Leaf.HasPrivateKey);
        Assert.Empty(files.Warnings);
        Assert.Empty(files.Intermediates);
    }

    [Fact]
    public void Load_OfABundle_TakesTheFirstAsLeaf()
    {
        using var client = _authority.IssueClient("edge-7");
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"], [_authority.Certificate]);
        using var files = CertificateFiles.Load(_openssl["cert.pem"], _openssl["key.pem"]);
        Assert.Equal(client.Thumbprint, files.Leaf.Thumbprint);
        Assert.Equal(_authority.Certificate.Thumbprint, Assert.Single(files.Intermediates).Thumbprint);
    }

    [Fact]
    public void Load_OfOneFileWithBoth_Works()
    {
        using var client = _authority.IssueClient("edge-7");
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"]);
        _openssl.Write(
            "both.pem",
            "some words before\n" + File.ReadAllText(_openssl["key.pem"]) + File.ReadAllText(_openssl["cert.pem"]).ReplaceLineEndings("\r\n")
        );
        using var files = CertificateFiles.Load(_openssl["both.pem"], _openssl["both.pem"]);
        Assert.Equal(client.Thumbprint, files.Leaf.Thumbprint);
    }

    [Fact]
    public void Load_OfABundleInTheWrongOrder_SaysWhichIsTheLeaf()
    {
        using var client = _authority.IssueClient("edge-7");
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"]);
        _openssl.Write("cert.pem", _authority.Certificate.ExportCertificatePem() + "\n" + client.ExportCertificatePem());
        Assert.Contains("certificate 2", Refusal("cert.pem", "key.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAnothersKey_IsRefused()
    {
        using var client = _authority.IssueClient("edge-7");
        using var other = _authority.IssueClient("edge-8");
        using var rsa = _authority.IssueClient("edge-9", new LeafOptions { Key = KeyKind.Rsa2048 });
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"]);
        CertificateFiles.Save(other, _openssl["other.pem"], _openssl["other.key"]);
        CertificateFiles.Save(rsa, _openssl["rsa.pem"], _openssl["rsa.key"]);
        Assert.Contains("does not belong", Refusal("cert.pem", "other.key"), StringComparison.Ordinal);
        Assert.Contains("no ECDSA key", Refusal("cert.pem", "rsa.key"), StringComparison.Ordinal);
        Assert.Contains("no RSA key", Refusal("rsa.pem", "key.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_OfUnusableFiles_NamesFileAndFix()
    {
        await _openssl.RunAsync("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout key.pem -subj /CN=edge-7 -out cert.pem");
        await _openssl.RunAsync("x509 -in cert.pem -outform der -out cert.der");
        await _openssl.RunAsync("pkey -in key.pem -aes128 -passout pass:secret -out locked.pem");
        await _openssl.RunAsync("genrsa -traditional -aes128 -passout pass:secret -out locked-rsa.pem 2048");
        await _openssl.RunAsync("req -x509 -newkey ed448 -noenc -keyout ed.key -subj /CN=edge-7 -out ed.pem");
        _openssl.Write("empty.pem", "");
        _openssl.Write("broken.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        _openssl.Write("long.pem", new string('x', 1024 * 1024 + 1));
        foreach (
            var (certificate, key, expected) in new[]
            {
                ("missing.pem", "key.pem", "does not exist"),
                ("missing/cert.pem", "key.pem", "does not exist"),
                (".", "key.pem", "cannot be read"),
                ("empty.pem", "key.pem", "no block -----BEGIN CERTIFICATE-----"),
                ("key.pem", "key.pem", "no block -----BEGIN CERTIFICATE-----"),
                ("cert.der", "key.pem", "openssl x509 -inform der"),
                ("broken.pem", "key.pem", "cannot be read"),
                ("long.pem", "key.pem", "more than"),
                ("cert.pem", "missing.key", "does not exist"),
                ("cert.pem", "cert.pem", "no block -----BEGIN PRIVATE KEY-----"),
                ("cert.pem", "locked.pem", "openssl pkey"),
                ("cert.pem", "locked-rsa.pem", "openssl pkey"),
                ("ed.pem", "ed.key", "use an RSA, ECDSA or Ed25519 key"),
            }
        )
        {
            var message = Refusal(certificate, key);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.Contains(_openssl[certificate] == _openssl["cert.pem"] ? _openssl[key] : _openssl[certificate], message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-30, "not valid before")]
    [InlineData(400, "expired on")]
    public void Load_OutsideThePeriod_IsAWarning(int days, string expected)
    {
        using var client = _authority.IssueClient("edge-7");
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"]);
        using var files = CertificateFiles.Load(_openssl["cert.pem"], _openssl["key.pem"], FixedTime.In(TimeSpan.FromDays(days)));
        Assert.Contains(expected, Assert.Single(files.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_OfAKey_LetsOnlyItsOwnerRead()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var client = _authority.IssueClient("edge-7");
        File.WriteAllText(_openssl["key.pem"], "old");
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_openssl["key.pem"]));
        Assert.Equal(2, Directory.GetFiles(_openssl.Folder).Length);

        File.SetUnixFileMode(_openssl["key.pem"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        using var files = CertificateFiles.Load(_openssl["cert.pem"], _openssl["key.pem"]);
        Assert.Contains("chmod 600", Assert.Single(files.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_IntoAMissingFolder_NamesFileAndFix()
    {
        using var client = _authority.IssueClient("edge-7");
        var refusal = Assert.Throws<CertificateFileException>(() => CertificateFiles.Save(client, _openssl["no/cert.pem"], _openssl["no/key.pem"]));
        Assert.Contains("cannot be written", refusal.Message, StringComparison.Ordinal);
    }

    private string Refusal(string certificate, string key) =>
        Assert.Throws<CertificateFileException>(() => CertificateFiles.Load(_openssl[certificate], _openssl[key])).Message;

    [Fact]
    public async Task Bundle_HasAnIterationCountOfToday_AndIsReadByOpenSslAndDotNet()
    {
        using var client = _authority.IssueClient("edge-7");
        CertificateBundle.Save(client, [_authority.Certificate], _openssl["edge.p12"], "correct-horse");
        var text = await _openssl.RunAsync("pkcs12 -in edge.p12 -passin pass:correct-horse -info -noout");
        Assert.Contains("MAC: sha512, Iteration 210000", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("PBES2, PBKDF2, AES-256-CBC, Iteration 210000, PRF hmacWithSHA512").Length - 1);
        using var read = X509CertificateLoader.LoadPkcs12FromFile(_openssl["edge.p12"], "correct-horse");
        Assert.Equal(client.Thumbprint, read.Thumbprint);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_openssl["edge.p12"]));
    }
}
