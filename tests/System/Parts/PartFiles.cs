using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Parts;

/// <summary>Certificates, state and ports of an installation whose parts are processes of their own.</summary>
internal class PartFiles : IDisposable
{
    public const string Uid = "alice";

    private readonly TestDirectory _files = new();

    public PartFiles()
    {
        using var authority = CertificateAuthority.Create("Test CA");
        authority.Save(Ca, In("ca.key"));
        using var gateway = authority.IssueServer(["localhost", "127.0.0.1"]);
        CertificateFiles.Save(gateway, GatewayCertificate, GatewayKey);
        using var connector = authority.IssueClient(Uid);
        CertificateFiles.Save(connector, In("connector.crt"), In("connector.key"));
    }

    public string Ca => In("ca.crt");

    public string GatewayCertificate => In("gateway.crt");

    public string GatewayKey => In("gateway.key");

    public string State => In("api");

    public Uri Api { get; } = new($"http://127.0.0.1:{Ports.FreeTcp()}/");

    public int GatewayPort { get; } = Ports.FreeTcp();

    /// <summary>How many files and sockets a process that is started may open; null: as many as we.</summary>
    public int? Descriptors { get; set; }

    /// <summary>Variables of all processes that are started, beside ours.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Directory => _files.Path;

    public string AdminToken => Path.Combine(State, "admin.token");

    private string Control { get; } = $"127.0.0.1:{Ports.FreeTcp()}";

    /// <summary>Who the gateway is, and how it checks others.</summary>
    protected virtual IEnumerable<string> GatewayIdentity =>
        ["--Gateway:CertificatePath", GatewayCertificate, "--Gateway:KeyPath", GatewayKey, "--Gateway:CaPath", Ca, "--Gateway:Admission:Verify", "false"];

    protected virtual IEnumerable<string> ConnectorIdentity =>
        ["--Connector:CertificatePath", In("connector.crt"), "--Connector:KeyPath", In("connector.key"), "--Connector:CaPath", Ca];

    public Tool StartControlApi() => Start("ControlApi", ["--State:Directory", State, "--Api:Listen", $"{Api.Host}:{Api.Port}", "--Control:Listen", Control]);

    public Tool StartGateway() =>
        Start(
            "QuicGateway",
            [
                "--Gateway:Id",
                "default",
                "--Gateway:Address",
                "127.0.0.1",
                "--Gateway:Port",
                $"{GatewayPort}",
                "--Gateway:Visitors:Address",
                "127.0.0.1",
                "--Gateway:StateDirectory",
                In("gateway"),
                "--Gateway:Visitors:TargetProbeInterval",
                "1m",
                "--Gateway:Control:Address",
                $"http://{Control}",
                "--Gateway:Control:TokenPath",
                Path.Combine(State, "gateway.token"),
                .. GatewayIdentity,
            ]
        );

    public Tool StartConnector() =>
        Start("Connector", ["--Connector:Gateways", $"127.0.0.1:{GatewayPort}", "--Connector:Targets", "127.0.0.1:*", .. ConnectorIdentity]);

    /// <summary>A port may serve visitors a moment before its assignment is written down and acknowledged.</summary>
    public async Task WaitForGatewayCacheAsync(string assignment)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        var cache = Path.Combine(In("gateway"), "assignments.jsonl");
        while (!File.Exists(cache) || !(await File.ReadAllTextAsync(cache, limit.Token)).Contains($"\"{assignment}\"", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
    }

    public void Dispose() => _files.Dispose();

    protected Tool Start(string project, IEnumerable<string> arguments) =>
        Descriptors is { } most
            ? Tool.Start("prlimit", [$"--nofile={most}:{most}", Repository.Executable(project), .. arguments], Environment, _files.Path)
            : Tool.Start(Repository.Executable(project), arguments, Environment, _files.Path);

    protected string In(string name) => _files.File(name);
}
