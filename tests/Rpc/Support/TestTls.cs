using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.TestSupport;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>Certificates for both ends, and as files for peers that want files.</summary>
internal sealed class TestTls : IDisposable
{
    private readonly TestCertificates _issuer = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rpc-tls-");

    public TestTls()
    {
        Server = _issuer.Server();
        Client = _issuer.Client("client-1");
        AuthorityFile = Write("ca.pem", _issuer.Authority.ExportCertificatePem());
        ServerFile = Write("server.pem", Server.ExportCertificatePem());
        ServerKeyFile = Write("server.key", Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        ClientFile = Write("client.pem", Client.ExportCertificatePem());
        ClientKeyFile = Write("client.key", Client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public bool DemandClientCertificate { get; init; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public string AuthorityFile { get; }

    public string ServerFile { get; }

    public string ServerKeyFile { get; }

    public string ClientFile { get; }

    public string ClientKeyFile { get; }

    /// <summary>Makes a client trust our authority, and it alone, and show our client certificate.</summary>
    public void Trust(SocketsHttpHandler handler)
    {
        handler.SslOptions.CertificateChainPolicy = Policy();
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => Client;
        handler.SslOptions.EncryptionPolicy = EncryptionPolicy.RequireEncryption;
    }

    public bool IsIssuedByUs(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Server.Dispose();
        Client.Dispose();
        _issuer.Dispose();
    }

    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { _issuer.Authority },
    };

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
