using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary>A machine outside and one inside, each with its folder, as socket-warp's users have them.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Uid = "alice";

    private readonly TestCertificates _certificates = new();
    private readonly TestDirectory _outside = new();
    private readonly TestDirectory _inside = new();
    private readonly VerifyServer _verify;

    private Site(VerifyServer verify)
    {
        _verify = verify;
        using var gateway = _certificates.Server();
        using var connector = _certificates.Client(Uid);
        Write(_outside, gateway);
        Write(_inside, connector);
        Environment = new()
        {
            ["SWL_CERT_PATH"] = "cert.pem",
            ["SWL_KEY_PATH"] = "key.pem",
            ["SWL_CA_PATH"] = "ca.crt",
            ["SWL_ADDRS"] = "127.0.0.1",
            ["SWL_PORT"] = $"{Ports.FreeUdp()}",
            ["SWL_SCEP_URL"] = verify.Url,
            ["APIS_ADDRS"] = "127.0.0.1",
            ["APIS_PORT"] = $"{Ports.FreeTcp()}",
            ["SWL_LOG_LEVEL"] = "info",
        };
    }

    /// <summary>The listener's environment.</summary>
    public Dictionary<string, string?> Environment { get; }

    public string Outside => _outside.Path;

    public string Inside => _inside.Path;

    public string Api => $"http://127.0.0.1:{Environment["APIS_PORT"]}";

    public string AdminTokenFile => Path.Combine(Outside, ".state", "controlapi", "admin.token");

    public static async Task<Site> CreateAsync() => new(await VerifyServer.StartAsync());

    public RunningProcess StartListener(params string[] settings) => RunningProcess.Start(Warp.Program, ["listener", .. settings], Environment, Outside);

    /// <summary>Starts the connector with socket-warp's settings.json in its folder.</summary>
    public RunningProcess StartConnector(params string[] settings)
    {
        var legacy = new
        {
            client_cert_path = "cert.pem",
            client_key_path = "key.pem",
            ca_cert_path = "ca.crt",
            server_name = "localhost",
            service_port = int.Parse(Environment["SWL_PORT"]!),
        };
        File.WriteAllText(Path.Combine(Inside, "settings.json"), JsonSerializer.Serialize(legacy));
        return RunningProcess.Start(Warp.Program, ["connector", .. settings], folder: Inside);
    }

    /// <summary>Runs a command to its end in the outside folder.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string file, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["WARP_API"] = Api,
            ["WARP_TOKEN_FILE"] = AdminTokenFile,
            ["WARP_TOKEN"] = null,
            ["HOME"] = Outside,
        };
        await using var program = RunningProcess.Start(file, arguments, environment, Outside);
        return (await program.ExitAsync(), program.Output, program.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await _verify.DisposeAsync();
        _certificates.Dispose();
        _outside.Dispose();
        _inside.Dispose();
    }

    private void Write(TestDirectory directory, X509Certificate2 certificate)
    {
        File.WriteAllText(directory.File("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(directory.File("key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(directory.File("ca.crt"), _certificates.Authority.ExportCertificatePem());
    }
}
