using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Inspection;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Tests.Files;

/// <summary>Ed25519 certificates of openssl: an authority's, a gateway's and a connector's.</summary>
public sealed class Ed25519Tests : IAsyncLifetime
{
    private readonly OpenSsl _openssl = new();

    public async ValueTask InitializeAsync()
    {
        await _openssl.RunAsync("genpkey -algorithm ed25519 -out ca.key");
        await _openssl.RunAsync("req -x509 -key ca.key -out ca.crt -days 30 -subj /CN=CA");
        _openssl.Write("gateway.ext", "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n");
        _openssl.Write("alice.ext", "extendedKeyUsage=clientAuth\n");
        foreach (var name in new[] { "gateway", "alice" })
        {
            await _openssl.RunAsync($"genpkey -algorithm ed25519 -out {name}.key");
            await _openssl.RunAsync($"req -new -key {name}.key -out {name}.csr -subj /CN={name}");
            await _openssl.RunAsync($"x509 -req -in {name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out {name}.crt -days 20 -extfile {name}.ext");
        }
    }

    public ValueTask DisposeAsync()
    {
        _openssl.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("gateway", PeerUsage.ServerAuthentication, "localhost")]
    [InlineData("alice", PeerUsage.ClientAuthentication, null)]
    public void Pair_LoadsWithItsKey_AndIsAcceptedByPeers(string name, PeerUsage usage, string? serverName)
    {
        using var files = CertificateFiles.Load(_openssl[$"{name}.crt"], _openssl[$"{name}.key"], usage: usage);
        Assert.NotNull(files.EngineKey);
        Assert.Empty(files.Warnings);
        var validator = new PeerChainValidator(TrustedAuthorities.Load(_openssl["ca.crt"]), new PeerChainOptions { Usage = usage, ServerName = serverName });
        Assert.Null(validator.Validate(files.Leaf, []));
    }

    [Fact]
    public void Pair_InOneFile_Loads()
    {
        _openssl.Write("both.pem", File.ReadAllText(_openssl["alice.crt"]) + File.ReadAllText(_openssl["alice.key"]));
        using var files = CertificateFiles.Load(_openssl["both.pem"], _openssl["both.pem"]);
        Assert.NotNull(files.EngineKey);
    }

    [Fact]
    public void Key_OfAnother_IsRefused()
    {
        var failure = Assert.Throws<CertificateFileException>(() => CertificateFiles.Load(_openssl["gateway.crt"], _openssl["alice.key"]));
        Assert.Contains("does not belong to the certificate", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_OfAnotherKind_IsRefused()
    {
        await _openssl.RunAsync("ecparam -name prime256v1 -genkey -noout -out ec.key");
        var failure = Assert.Throws<CertificateFileException>(() => CertificateFiles.Load(_openssl["gateway.crt"], _openssl["ec.key"]));
        Assert.Contains("has no Ed25519 key that can be read", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_OfSuchAKey_CannotSignHere_AndSaysSo()
    {
        var failure = Assert.Throws<CertificateFileException>(() => CertificateAuthority.Load(_openssl["ca.crt"], _openssl["ca.key"]));
        Assert.Contains("Ed25519", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspection_NamesTheKey_AndFindsNothingWrong()
    {
        using var inspector = CertificateInspector.Load(_openssl["alice.crt"]);
        Assert.Contains(("key", "Ed25519"), inspector.Describe());
        Assert.Empty(inspector.Problems());
        Assert.Null(inspector.CheckKey(_openssl["alice.key"]));
        Assert.NotNull(inspector.CheckKey(_openssl["gateway.key"]));
    }
}
