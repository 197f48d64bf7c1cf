using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Settings;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Protocol;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway</c>.</summary>
public sealed class GatewaySettings : ISettings
{
    public const string Section = "Gateway";

    /// <summary>What assignments, ControlApi and connectors call this gateway; two of one ControlApi need two names.</summary>
    public string Id { get; set; } = ControlContract.DefaultGateway;

    /// <summary>The transport engine: auto, ngtcp2 or msquic. The fastest that works.</summary>
    public string Engine { get; set; } = EngineNames.Auto;

    /// <summary>
    /// Where connectors dial. Default: <see href="operations.md#ipv4-ipv6-and-names">every address</see> of the machine, IPv4 and IPv6; <c>0.0.0.0</c>: those
    /// of IPv4.
    /// </summary>
    public IPAddress Address { get; set; } = ListenAddress.Everywhere;

    /// <summary>UDP port where connectors dial; 0: any free one.</summary>
    public int Port { get; set; } = 11443;

    /// <summary>PEM file of the gateway's own certificate; certificates after the first are sent as intermediates.</summary>
    public string CertificatePath { get; set; } = "cert.pem";

    /// <summary>PEM file, not encrypted.</summary>
    public string KeyPath { get; set; } = "key.pem";

    /// <summary>PEM file of the authorities that connectors' certificates must come from.</summary>
    public string CaPath { get; set; } = "ca.crt";

    /// <summary>
    /// Trusts the intermediates in <c>Gateway:CaPath</c> in their own right, so that the root need not be there: what they have signed is trusted, but nothing
    /// else that the root has signed.
    /// </summary>
    public bool TrustIntermediates { get; set; }

    /// <summary>
    /// Folder of the cached assignments, the admitted certificates and the reset secret; made when missing (mode 0700). One process at a time.
    /// </summary>
    public string StateDirectory { get; set; } = Path.Combine(".state", "gateway");

    /// <summary>Gets and renews the certificate over SCEP; off unless its <c>Url</c> is set.</summary>
    public EnrollmentOptions Enrollment { get; set; } = new();

    public AdmissionSettings Admission { get; set; } = new();

    public SessionSettings Sessions { get; set; } = new();

    public VisitorSettings Visitors { get; set; } = new();

    public AccessLogSettings AccessLog { get; set; } = new();

    public ControlSettings Control { get; set; } = new();

    public HandshakeLimits Handshakes { get; set; } = new();

    public FlowWindows Windows { get; set; } = new();

    public SocketOptions Sockets { get; set; } = new();

    public EngineOptions Ngtcp2 { get; set; } = new();

    /// <summary>At shutdown tunnels get this long to finish.</summary>
    [DurationRange("0s", "1h")]
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What socket-warp's environment has set.</summary>
    internal IList<ForeignValue> Foreign { get; } = [];

    internal TransportOptions Transport => new() { Engine = Engine, Ngtcp2 = Ngtcp2, Sockets = Sockets };

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.Rename(Foreign);
        errors.Require(ControlContract.IsId(Id), nameof(Id), Id, ControlContract.IdFix);
        errors.Require(EngineNames.All.Contains(Engine), nameof(Engine), Engine, $"write one of {string.Join(", ", EngineNames.All)}");
        errors.RequirePort(nameof(Port), Port);
        if (Port is > 0 and <= IPEndPoint.MaxPort)
            errors.RequireListenable(nameof(Port), Port, new IPEndPoint(Address, Port), ProtocolType.Udp);
        ValidateFiles(errors);
        errors.Require(StateDirectory.Length > 0, nameof(StateDirectory), StateDirectory, "name a folder that we may write in");
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
        errors.Require(Enrollment.Names.Count > 0, $"{nameof(Enrollment)}:{nameof(Enrollment.Names)}", null, "name what connectors dial this gateway by");
    }
}
