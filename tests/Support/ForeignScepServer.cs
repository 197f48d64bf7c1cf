using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.TestSupport;

/// <summary>Debian's <c>scepserver</c> (micromdm). Tests fail where it is missing: setup/test-tools.sh installs it.</summary>
public sealed class ForeignScepServer : IDisposable
{
    private readonly TestDirectory _depot;
    private readonly Process _process;

    private ForeignScepServer(Process process, TestDirectory depot, int port)
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
        using (var init = Process.Start(Quiet("ca", "-init", "-depot", depot.Path, "-keySize", "2048"))!)
        {
            await init.WaitForExitAsync().InTime();
            if (init.ExitCode != 0)
                throw new InvalidOperationException($"scepserver made no authority: exit code {init.ExitCode}");
        }

        var port = Ports.FreeTcp();
        var process = Process.Start(
            Quiet("-depot", depot.Path, "-port", port.ToString(CultureInfo.InvariantCulture), "-challenge", challenge, "-allowrenew", "0")
        )!;
        await Ports.WaitForListenerAsync(port);
        return new ForeignScepServer(process, depot, port);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _depot.Dispose();
    }

    private static ProcessStartInfo Quiet(params string[] arguments) =>
        new("scepserver", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
}
