using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.TestSupport;

/// <summary>A folder with an authority and what it has signed, as PEM files; removed at the end.</summary>
public sealed class TestFiles : IDisposable
{
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

    public X509Certificate2 CreateServer(string name = "localhost") => _certificates.Server(name);

    /// <returns>Certificate and key file.</returns>
    public (string Certificate, string Key) Server() => Save(_certificates.Server(), "server");

    /// <returns>Certificate and key file.</returns>
    public (string Certificate, string Key) Client(string uid, TimeSpan? expiresIn = null) => Save(_certificates.Client(uid, expiresIn), uid);

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private (string Certificate, string Key) Save(X509Certificate2 certificate, string name)
    {
        var paths = (Path($"{name}.pem"), Path($"{name}.key"));
        using (certificate) CertificateFiles.Save(certificate, paths.Item1, paths.Item2);
        return paths;
    }
}
