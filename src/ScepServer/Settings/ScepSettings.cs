using System.ComponentModel.DataAnnotations;
using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Store.Redis;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer.Settings;

/// <summary>Section <c>Scep</c>: the certificate service.</summary>
internal sealed class ScepSettings : HttpSettings
{
    public const string Section = "Scep";

    /// <summary>Port 3000, as socket-warp's users know it; headers with room for a percent-encoded certificate, or a SCEP message in a GET.</summary>
    public ScepSettings()
        : base(Section)
    {
        Listen = new IPEndPoint(ListenAddress.Everywhere, 3000);
        MaxHeaderBytes = 64 * 1024;
    }

    /// <summary>Made when missing (mode 0700); holds the store, the tokens and, without <see cref="Depot"/>, the authority. One process at a time.</summary>
    public string StateDirectory { get; set; } = Path.Combine(".state", "scep");

    /// <summary>Folder with <c>ca.crt</c> and <c>ca.key</c>, both made when both are missing. Default: the state directory.</summary>
    public string? Depot { get; set; }

    /// <summary>Folder whose files are listed and downloaded.</summary>
    public string DownloadPath { get; set; } = "download";

    /// <summary>How long certificates hold.</summary>
    [DurationRange("1m", "36500d")]
    public TimeSpan CertificateLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Whether a certificate that holds may ask for its successor without a secret.</summary>
    public bool RenewWithoutSecret { get; set; } = true;

    /// <summary>How long the predecessors still hold after such a renewal. The client has switched by then, or asks again.</summary>
    [DurationRange("0s", "36500d")]
    public TimeSpan RenewalOverlap { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Accepts SHA-1, 3DES and DES, for old clients only.</summary>
    public bool AllowLegacyAlgorithms { get; set; }

    /// <summary>How long a revocation list holds; a new one is made at half of that and with every revocation.</summary>
    [DurationRange("1m", "365d")]
    public TimeSpan CrlLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Clients that the store takes.</summary>
    [Range(1, 1_000_000)]
    public int MaxClients { get; set; } = 10_000;

    /// <summary>Certificates of one client that have not expired: a client that renews without end is stopped there.</summary>
    [Range(2, 10_000)]
    public int MaxCertificates { get; set; } = 100;

    /// <summary>Bytes of changes behind the store's snapshot that start a new one: some thousand certificates.</summary>
    [Range(4096, 1024 * 1024 * 1024)]
    public int CompactAboveBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Changes that wait for the medium. More are refused rather than kept waiting.</summary>
    [Range(1, 100_000)]
    public int MaxWaitingChanges { get; set; } = 1024;

    /// <summary>
    /// How long a change may wait for those before it, and be overtaken by those of other ScepServers; it is refused then. 5 s: callers wait for 10.
    /// </summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan ChangeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Answers that are kept for those who repeat a write with its Idempotency-Key; one more forgets the oldest.</summary>
    [Range(1, 100_000)]
    public int MaxRequestKeys { get; set; } = 10_000;

    /// <summary>How long such an answer is kept. 1 day: a script that was stopped in the evening may go on in the morning.</summary>
    [DurationRange("1m", "30d")]
    public TimeSpan RequestKeyLifetime { get; set; } = TimeSpan.FromDays(1);

    public AuthoritySettings Authority { get; } = new();

    public SecretSettings Secrets { get; } = new();

    public HookSettings Hooks { get; } = new();

    /// <summary>Where the clients are when several ScepServers share them; they need the same <see cref="Depot"/>.</summary>
    public RedisStoreSettings Redis { get; set; } = new();

    /// <summary>Where <c>ca.crt</c> and <c>ca.key</c> are.</summary>
    internal string AuthorityFolder => string.IsNullOrEmpty(Depot) ? StateDirectory : Depot;

    public override void Validate(SettingErrors errors)
    {
        base.Validate(errors);
        errors.Require(StateDirectory.Length > 0, nameof(StateDirectory), StateDirectory, "name a directory");
        errors.Require(DownloadPath.Length > 0, nameof(DownloadPath), DownloadPath, "name a directory");
        errors.Require(
            !Redis.IsUsed || !string.IsNullOrEmpty(Depot),
            nameof(Depot),
            Depot,
            "name the folder of the authority, which all ScepServers of one Redis have in common"
        );
    }
}
