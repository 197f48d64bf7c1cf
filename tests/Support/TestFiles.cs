using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.TestSupport;

/// <summary>A folder with an authority and what it has signed, as PEM files; removed at the end.</summary>
public sealed class TestFiles : IDisposable
{
    private const string ServerName = "server";

    private readonly TestCertificates _certificates = new();

    public TestFiles()
    {
        Folder = Directory.CreateTempSubdirectory("socketwarp-").FullName;
        Authority = Path("ca.crt");
        File.WriteAllText(Authority, _certificates.Authority.ExportCertificatePem());
    }

    public string Folder { get; }

    public string Authority { get; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public X509Certificate2 CreateClient(string uid, TimeSpan? expiresIn = null) => _certificates.Client(uid, expiresIn);

    public X509Certificate2 CreateServer(string name = "localhost", TimeSpan? expiresIn = null) => _certificates.Server(name, expiresIn);

    /// <summary>Makes them at the first call: those that a program has in use stay as they are.</summary>
    /// <returns>Certificate and key file.</returns>
    public (string Certificate, string Key) Server() => Find(ServerName) ?? Save(_certificates.Server(), ServerName);

    /// <inheritdoc cref="Server"/>
    public (string Certificate, string Key) Client(string uid, TimeSpan? expiresIn = null) =>
        (expiresIn is null ? Find(uid) : null) ?? Save(_certificates.Client(uid, expiresIn), uid);

    /// <summary>Puts a certificate and its key where <see cref="Server"/> has them.</summary>
    public void ReplaceServer(X509Certificate2? next = null) => Save(next ?? _certificates.Server(), ServerName);

    /// <summary>Puts another certificate and its key where <see cref="Client"/> has them.</summary>
    public void ReplaceClient(string uid) => Save(_certificates.Client(uid), uid);

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private (string Certificate, string Key)? Find(string name) => File.Exists(Paths(name).Certificate) ? Paths(name) : null;

    private (string Certificate, string Key) Paths(string name) => (Path($"{name}.pem"), Path($"{name}.key"));

    private (string Certificate, string Key) Save(X509Certificate2 certificate, string name)
    {
        var paths = Paths(name);
        using (certificate)
            CertificateFiles.Save(certificate, paths.Certificate, paths.Key);
        return paths;
    }
}
