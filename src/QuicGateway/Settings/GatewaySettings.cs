using System.Net;
using System.Net.Sockets;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Base.State;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.ServiceDefaults;
using SocketWarp.Sessions.Settings;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway</c>.</summary>
public sealed class GatewaySettings() : PeerSettings(Section, PeerUsage.ServerAuthentication)
{
    public const string Section = "Gateway";

    /// <summary>What assignments, ControlApi and connectors call this gateway; two of one ControlApi need two names.</summary>
    public string Id { get; set; } = ControlContract.DefaultGateway;

    /// <summary>
    /// Where connectors dial. Default: <see href="operations.md#ipv4-ipv6-and-names">every address</see> of the machine, IPv4 and IPv6; <c>0.0.0.0</c>: those
    /// of IPv4.
    /// </summary>
    public IPAddress Address { get; set; } = ListenAddress.Everywhere;

    /// <summary>UDP port where connectors dial; 0: any free one.</summary>
    public int Port { get; set; } = 11443;

    /// <summary>
    /// Folder of the cached assignments, the admitted certificates and the reset secret; made when missing (mode 0700). One process at a time.
    /// </summary>
    public string StateDirectory { get; set; } = Path.Combine(".state", "gateway");

    public AdmissionSettings Admission { get; set; } = new();

    public GatewaySessionSettings Sessions { get; set; } = new();

    public VisitorSettings Visitors { get; set; } = new();

    public AccessLogSettings AccessLog { get; set; } = new();

    public ControlLinkSettings Control { get; set; } = new();

    public HandshakeLimits Handshakes { get; set; } = new();

    /// <exception cref="StartupException">when it cannot be made or written, or another process has it</exception>
    internal StateDirectory OpenState()
    {
        var state = new StateDirectory(StateDirectory, $"{Section}:{nameof(StateDirectory)}");
        state.Open();
        return state;
    }

    public override void Validate(SettingErrors errors)
    {
        base.Validate(errors);
        errors.Require(ControlContract.IsId(Id), nameof(Id), Id, ControlContract.IdFix);
        errors.RequirePort(nameof(Port), Port);
        if (Port is > 0 and <= IPEndPoint.MaxPort)
            errors.RequireListenable(nameof(Port), Port, new IPEndPoint(Address, Port), ProtocolType.Udp);
        errors.Require(StateDirectory.Length > 0, nameof(StateDirectory), StateDirectory, "name a folder that we may write in");
        if (Enrollment.Url is not null)
            errors.Require(Enrollment.Names.Count > 0, $"{nameof(Enrollment)}:{nameof(Enrollment.Names)}", null, "name what connectors dial this gateway by");
    }
}
