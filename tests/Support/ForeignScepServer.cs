using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.TestSupport;

/// <summary>Debian's <c>scepserver</c> (micromdm). Tests fail where it is missing: setup/test-tools.sh installs it.</summary>
public sealed class ForeignScepServer : IAsyncDisposable
{
    private readonly TestDirectory _depot;
    private readonly RunningProcess _process;

    private ForeignScepServer(RunningProcess process, TestDirectory depot, int port)
    {
        (_process, _depot) = (process, depot);
        Url = new Uri($"http://127.0.0.1:{port}/scep");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(depot.File("ca.pem"));
        Fingerprint = Convert.ToHexString(authority.GetCertHash(HashAlgorithmName.SHA256));
    }

    public Uri Url { get; }

    public string Fingerprint { get; }

    public static async Task<ForeignScepServer> StartAsync(string challenge)
    {
        var depot = new TestDirectory();
        await RunningProcess.MustRunAsync("scepserver", ["ca", "-init", "-depot", depot.Path, "-keySize", "2048"]);
        var port = Ports.FreeTcp();
        var process = RunningProcess.Start("scepserver", ["-depot", depot.Path, "-port", $"{port}", "-challenge", challenge, "-allowrenew", "0"]);
        await Ports.WaitForListenerAsync(port);
        return new ForeignScepServer(process, depot, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _depot.Dispose();
    }
}
