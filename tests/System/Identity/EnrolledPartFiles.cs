using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.AllInOne.Identity;
using SocketWarp.Client;
using SocketWarp.SystemTests.Parts;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Identity;

/// <summary>An installation whose gateway and connector get their certificates from a ScepServer of its own.</summary>
internal sealed class EnrolledPartFiles : PartFiles
{
    public const string GatewayUid = "gateway";

    public Uri Scep { get; } = new($"http://127.0.0.1:{Ports.FreeTcp()}/");

    public IdentityFiles GatewayFiles => new(In("gateway-identity"));

    public IdentityFiles ConnectorFiles => new(In("connector-identity"));

    /// <summary>The shortest is a minute.</summary>
    public string CertificateLifetime { get; init; } = "1h";

    /// <summary>Settings <c>Enrollment</c> of gateway and connector beside the usual ones.</summary>
    public (string Key, string Value)[] Enrollment { get; init; } = [];

    protected override IEnumerable<string> GatewayIdentity =>
        [
            .. Enrol("Gateway", GatewayUid, GatewayFiles),
            "--Gateway:Enrollment:Names",
            "localhost,127.0.0.1",
            "--Gateway:Admission:VerifyUrl",
            $"{Scep}api/cert/verify",
            "--Gateway:Admission:WatchUrl",
            $"{Scep}api/watch",
            "--Gateway:Admission:WatchTokenPath",
            Path.Combine(ScepState, "gateway.token"),
            // The gateway asks again about a connector that comes a second time.
            "--Gateway:Admission:VerifyCacheTime",
            "0s",
        ];

    protected override IEnumerable<string> ConnectorIdentity => [.. Enrol("Connector", Uid, ConnectorFiles), "--Connector:Reconnect:RefusedDelay", "300ms"];

    private string ScepState => In("scep");

    private string Authority => Path.Combine(ScepState, "ca.crt");

    public RunningProcess StartScepServer() =>
        Start(
            "ScepServer",
            [
                "--Scep:Listen",
                $"{Scep.Host}:{Scep.Port}",
                "--Scep:StateDirectory",
                ScepState,
                "--Scep:CertificateLifetime",
                CertificateLifetime,
                // Quick to make.
                "--Scep:Authority:Key",
                "Rsa2048",
            ]
        );

    /// <summary>Once it listens.</summary>
    public ScepAdminClient Clients() => new(new ApiClientOptions { Address = Scep, Token = File.ReadAllText(Path.Combine(ScepState, "admin.token")).Trim() });

    private IEnumerable<string> Enrol(string section, string uid, IdentityFiles files)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(Authority);
        var settings = new (string Key, string Value)[]
        {
            ("CertificatePath", files.Certificate),
            ("KeyPath", files.Key),
            ("CaPath", Path.Combine(files.Directory, "ca.crt")),
            ("Enrollment:Url", $"{Scep}scep"),
            ("Enrollment:Uid", uid),
            ("Enrollment:SecretPath", files.Secret),
            ("Enrollment:CaFingerprint", root.GetCertHashString(HashAlgorithmName.SHA256)),
            ("Enrollment:RefusedRetry", "300ms"),
            ("Enrollment:MinimumRetry", "300ms"),
        };
        return settings.Concat(Enrollment.Select(e => (Key: $"Enrollment:{e.Key}", e.Value))).SelectMany(s => (string[])[$"--{section}:{s.Key}", s.Value]);
    }
}
