using SocketWarp.Base.Settings;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Sessions.Settings;
using SocketWarp.Transport.Names;

namespace SocketWarp.Connector.Settings;

/// <summary>Section <c>Connector</c>.</summary>
public sealed class ConnectorSettings() : PeerSettings(Section, PeerUsage.ClientAuthentication)
{
    public const string Section = "Connector";

    /// <summary>
    /// <c>host:port</c> each, in order of preference: the first that takes us has us. Names are looked up at each attempt, and the addresses of a name are <see
    /// href="operations.md#ipv4-ipv6-and-names">raced</see>.
    /// </summary>
    public IList<string> Gateways { get; set; } = [];

    /// <summary>The name or IP address that the gateway's certificate must have. Default: the host of the address that is dialled.</summary>
    public string? ServerName
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>
    /// What gateways may have us dial: <c>host:port</c>, <c>*.domain:port</c>, <c>10.0.0.0/8:port</c>, <c>unix:/path</c>, with <c>*</c> for any host or any
    /// port, or <c>*</c> alone for everything. Nothing is allowed unless it is named here: those who run the gateway could otherwise reach the whole network.
    /// </summary>
    public IList<string> Targets { get; set; } = [];

    /// <summary>What people call this connector. Default: the machine's name.</summary>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Shown beside the session.</summary>
    public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Session protocols offered, in order of preference. Both by default, so that a gateway of socket-warp 1.3 can be dialled too.</summary>
    public IList<string> Protocols { get; set; } = [WireProtocols.Native, WireProtocols.Legacy];

    public ReconnectSettings Reconnect { get; set; } = new();

    public SessionSettings Sessions { get; set; } = new();

    public TunnelSettings Tunnels { get; set; } = new();

    /// <summary>How the names of targets and gateways are looked up, and how several addresses of one are tried.</summary>
    public NameOptions Names { get; set; } = new();

    public override void Validate(SettingErrors errors)
    {
        base.Validate(errors);
        errors.Require(Gateways.Count > 0, nameof(Gateways), null, "name at least one gateway as host:port");
        for (var i = 0; i < Gateways.Count; i++)
            errors.Require(
                GatewayAddress.TryParse(Gateways[i], out _),
                $"{nameof(Gateways)}:{i}",
                Gateways[i],
                TargetAddress.UrlFix(Gateways[i]) ?? "write host:port, such as gateway.example.com:11443 or [::1]:11443"
            );
        for (var i = 0; i < Targets.Count; i++)
            errors.Require(
                TargetPattern.TryParse(Targets[i], out _, out _),
                $"{nameof(Targets)}:{i}",
                Targets[i],
                TargetAddress.UrlFix(Targets[i])
                    ?? "write host:port, *.domain:port, network/length:port, unix:/path, with * for any host or port, or * for everything"
            );
        var isHost = ServerName is null || Uri.CheckHostName(ServerName) is not (UriHostNameType.Unknown or UriHostNameType.Basic);
        errors.Require(isHost, nameof(ServerName), ServerName, "write the DNS name or IP address that the gateway's certificate has, without scheme and port");
        ValidateProtocols(errors);
        ValidateNames(errors);
    }

    private void ValidateProtocols(SettingErrors errors)
    {
        var known = Protocols.All(p => p is WireProtocols.Native or WireProtocols.Legacy);
        errors.Require(
            known && Protocols.Count is 1 or 2,
            nameof(Protocols),
            string.Join(",", Protocols),
            $"write {WireProtocols.Native}, {WireProtocols.Legacy} or both"
        );
    }

    private void ValidateNames(SettingErrors errors)
    {
        errors.Require(Name.Length <= ProtocolLimits.MaxName, nameof(Name), Name, $"write at most {ProtocolLimits.MaxName} characters");
        errors.Require(Labels.Count <= ProtocolLimits.MaxLabels, nameof(Labels), Labels.Count, $"write at most {ProtocolLimits.MaxLabels} labels");
        foreach (var (key, value) in Labels)
        {
            var fits = key.Length is > 0 and <= ProtocolLimits.MaxLabelKey && value.Length <= ProtocolLimits.MaxLabelValue;
            errors.Require(
                fits,
                $"{nameof(Labels)}:{key}",
                value,
                $"write at most {ProtocolLimits.MaxLabelKey} characters of key and {ProtocolLimits.MaxLabelValue} of value"
            );
        }
    }
}
