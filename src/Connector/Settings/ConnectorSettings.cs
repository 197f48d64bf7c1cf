using SocketWarp.Base.Settings;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Names;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector</c>.</summary>
public sealed class ConnectorSettings : ISettings
{
    public const string Section = "Connector";

    /// <summary>
    /// <c>host:port</c> each, in order of preference: the first that takes us has us. Names are looked up at each attempt, and the addresses of a name are <see
    /// href="operations.md#ipv4-ipv6-and-names">raced</see>.
    /// </summary>
    public IList<string> Gateways { get; set; } = [];

    /// <summary>The name or IP address that the gateway's certificate must have. Default: the host of the address that is dialled.</summary>
    public string? ServerName { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>PEM file; its subject's CN is our uid. Certificates after the first are sent as intermediates.</summary>
    public string CertificatePath { get; set; } = "cert.pem";

    /// <summary>PEM file, not encrypted.</summary>
    public string KeyPath { get; set; } = "key.pem";

    /// <summary>PEM file of the authorities that a gateway's certificate must come from.</summary>
    public string CaPath { get; set; } = "ca.crt";

    /// <summary>
    /// Trusts the intermediates in <c>Connector:CaPath</c> in their own right, so that the root need not be there: what they have signed is trusted, but
    /// nothing else that the root has signed.
    /// </summary>
    public bool TrustIntermediates { get; set; }

    /// <summary>
    /// What gateways may have us dial: <c>host:port</c>, <c>*.domain:port</c>, <c>10.0.0.0/8:port</c>, <c>unix:/path</c>, with <c>*</c> for any host or any
    /// port, or <c>*</c> alone for everything. Nothing named, nothing allowed: whoever rules the gateway would otherwise reach our whole network.
    /// </summary>
    public IList<string> Targets { get; set; } = [];

    /// <summary>What people call this connector.</summary>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Shown beside the session.</summary>
    public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Session protocols offered, in order of preference. Both by default, so that a gateway of socket-warp 1.3 can be dialled too.</summary>
    public IList<string> Protocols { get; set; } = [WireProtocols.Native, WireProtocols.Legacy];

    /// <summary>The transport engine: auto, ngtcp2 or msquic. The fastest that works.</summary>
    public string Engine { get; set; } = EngineNames.Auto;

    /// <summary>Gets and renews the certificate over SCEP; off unless its <c>Url</c> is set.</summary>
    public EnrollmentOptions Enrollment { get; set; } = new();

    public ReconnectSettings Reconnect { get; set; } = new();

    public SessionSettings Sessions { get; set; } = new();

    public TunnelSettings Tunnels { get; set; } = new();

    public FlowWindows Windows { get; set; } = new();

    public SocketOptions Sockets { get; set; } = new();

    /// <summary>How the names of targets and gateways are looked up, and how several addresses of one are tried.</summary>
    public NameOptions Names { get; set; } = new();

    public EngineOptions Ngtcp2 { get; set; } = new();

    /// <summary>At shutdown tunnels get this long to finish.</summary>
    [DurationRange("0s", "1h")]
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What socket-warp's settings file has set.</summary>
    internal IList<ForeignValue> Foreign { get; } = [];

    internal TransportOptions CreateTransport(TargetDialer dialer) => new() { Engine = Engine, Ngtcp2 = Ngtcp2, Sockets = Sockets, Dialer = dialer };

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.Rename(Foreign);
        errors.Require(Gateways.Count > 0, nameof(Gateways), null, "name at least one gateway as host:port");
        for (var i = 0; i < Gateways.Count; i++)
            errors.Require(GatewayAddress.TryParse(Gateways[i], out _), $"{nameof(Gateways)}:{i}", Gateways[i], TargetAddress.UrlFix(Gateways[i]) ?? "write host:port, such as gateway.example.com:11443 or [::1]:11443");
        for (var i = 0; i < Targets.Count; i++)
            errors.Require(TargetPattern.TryParse(Targets[i], out _, out _), $"{nameof(Targets)}:{i}", Targets[i], TargetAddress.UrlFix(Targets[i]) ?? "write host:port, *.domain:port, network/length:port, unix:/path, with * for any host or port, or * for everything");
        var isHost = ServerName is null || Uri.CheckHostName(ServerName) is not (UriHostNameType.Unknown or UriHostNameType.Basic);
        errors.Require(isHost, nameof(ServerName), ServerName, "write the DNS name or IP address that the gateway's certificate has, without scheme and port");
        ValidateFiles(errors);
        errors.Require(EngineNames.All.Contains(Engine), nameof(Engine), Engine, $"write one of {string.Join(", ", EngineNames.All)}");
        ValidateProtocols(errors);
        ValidateNames(errors);
    }

    private void ValidateFiles(SettingErrors errors)
    {
        if (Enrollment.Url is null)
        {
            errors.RequirePemFile(nameof(CertificatePath), CertificatePath);
            errors.RequirePemFile(nameof(KeyPath), KeyPath);
            errors.RequirePemFile(nameof(CaPath), CaPath);
            return;
        }

        errors.Require(CertificatePath.Length > 0, nameof(CertificatePath), CertificatePath, "name the PEM file to write");
        errors.Require(KeyPath.Length > 0 && KeyPath != CertificatePath, nameof(KeyPath), KeyPath, "name the PEM file to write, another than the certificate's");
        errors.Require(CaPath.Length > 0, nameof(CaPath), CaPath, "name the PEM file to write, or one that is there");
    }

    private void ValidateProtocols(SettingErrors errors)
    {
        var known = Protocols.All(p => p is WireProtocols.Native or WireProtocols.Legacy);
        errors.Require(known && Protocols.Count is 1 or 2, nameof(Protocols), string.Join(",", Protocols), $"write {WireProtocols.Native}, {WireProtocols.Legacy} or both");
    }

    private void ValidateNames(SettingErrors errors)
    {
        errors.Require(Name.Length <= ProtocolLimits.MaxName, nameof(Name), Name, $"write at most {ProtocolLimits.MaxName} characters");
        errors.Require(Labels.Count <= ProtocolLimits.MaxLabels, nameof(Labels), Labels.Count, $"write at most {ProtocolLimits.MaxLabels} labels");
        foreach (var (key, value) in Labels)
        {
            var fits = key.Length is > 0 and <= ProtocolLimits.MaxLabelKey && value.Length <= ProtocolLimits.MaxLabelValue;
            errors.Require(fits, $"{nameof(Labels)}:{key}", value, $"write at most {ProtocolLimits.MaxLabelKey} characters of key and {ProtocolLimits.MaxLabelValue} of value");
        }
    }
}
