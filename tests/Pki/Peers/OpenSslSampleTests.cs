using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Tests.Peers;

/// <summary>Certificates as socket-warp's own instructions make them: genrsa, req, x509 -req with a v3_req section.</summary>
public sealed class OpenSslSampleTests : IDisposable
{
    private const string ServerConfiguration = """
        [req]
        prompt = no
        distinguished_name = name
        req_extensions = v3_req
        [name]
        C = JP
        O = Example
        CN = hostname.example.com
        [v3_req]
        basicConstraints = CA:FALSE
        keyUsage = nonRepudiation, digitalSignature, keyEncipherment
        extendedKeyUsage = critical,serverAuth
        subjectAltName = @alt_names
        [alt_names]
        DNS.1 = hostname.example.com
        """;

    // As a SCEP server issues it: the request's subject, a signature key, client authentication.
    private const string ClientExtensions = """
        [v3_req]
        keyUsage = critical,digitalSignature
        extendedKeyUsage = clientAuth
        subjectAltName = DNS:hostname.example.com
        """;

    private readonly OpenSsl _openssl = new();

    public void Dispose() => _openssl.Dispose();

    [Fact]
    public async Task Server_MadeAsInTheSample_LoadsAndIsAccepted()
    {
        await MakeAuthority();
        _openssl.Write("server_csr.conf", ServerConfiguration);
        await _openssl.RunAsync("genrsa -out server.key 2048");
        await _openssl.RunAsync("req -new -key server.key -out server.csr -config server_csr.conf");
        await _openssl.RunAsync(
            "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 365 -extensions v3_req -extfile server_csr.conf"
        );

        using var files = CertificateFiles.Load(_openssl["server.crt"], _openssl["server.key"]);
        Assert.Empty(files.Warnings);
        Assert.Null(Servers("hostname.example.com").Validate(files.Leaf, files.Intermediates));
        Assert.Equal("not issued for gateway.example.com, but for hostname.example.com", Servers("gateway.example.com").Validate(files.Leaf, []));
        Assert.Equal("not meant for client authentication", Clients().Validate(files.Leaf, []));
    }

    [Fact]
    public async Task Client_MadeAsByAScepServer_LoadsAndNamesItsUid()
    {
        await MakeAuthority();
        _openssl.Write("client.conf", ClientExtensions);
        await _openssl.RunAsync("genrsa -traditional -out key.pem 2048");
        await _openssl.RunAsync("req -new -key key.pem -out client.csr -subj /C=JP/O=Procube/CN=edge-7");
        await _openssl.RunAsync(
            "x509 -req -in client.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out cert.pem -days 365 -extensions v3_req -extfile client.conf"
        );

        using var files = CertificateFiles.Load(_openssl["cert.pem"], _openssl["key.pem"]);
        Assert.Null(Clients().Validate(files.Leaf, files.Intermediates));
        Assert.True(CertificateUid.TryGet(files.Leaf, out var uid, out var error), error);
        Assert.Equal("edge-7", uid);
    }

    [Fact]
    public async Task Authority_MadeByOpenSsl_SignsForUs()
    {
        await MakeAuthority();
        using var authority = CertificateAuthority.Load(_openssl["ca.crt"], _openssl["ca.key"]);
        using var client = authority.IssueClient("edge-7");
        CertificateFiles.Save(client, _openssl["cert.pem"], _openssl["key.pem"]);
        await _openssl.RunAsync("verify -purpose sslclient -CAfile ca.crt cert.pem");
        Assert.Null(Clients().Validate(client, []));
    }

    private Task<string> MakeAuthority() =>
        _openssl.RunAsync(
            "req -x509 -newkey rsa:2048 -noenc -keyout ca.key -out ca.crt -days 3650 -subj /C=JP/O=Procube/CN=Procube_SCEP_CA -addext "
                + "keyUsage=critical,keyCertSign,cRLSign"
        );

    private PeerChainValidator Clients() => new(TrustedAuthorities.Load(_openssl["ca.crt"]), new PeerChainOptions { Usage = PeerUsage.ClientAuthentication });

    private PeerChainValidator Servers(string name) =>
        new(TrustedAuthorities.Load(_openssl["ca.crt"]), new PeerChainOptions { Usage = PeerUsage.ServerAuthentication, ServerName = name });
}
