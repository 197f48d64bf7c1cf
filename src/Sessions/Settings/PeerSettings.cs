using SocketWarp.Base.Settings;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Peers;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Sessions.Settings;

/// <summary>The settings that both ends of a session have: who they are, and by which engine they speak.</summary>
public abstract class PeerSettings(string section, PeerUsage usage) : ISettings
{
    private readonly List<ForeignValue> _foreign = [];

    /// <summary>The transport engine: auto, ngtcp2 or msquic. The fastest that works.</summary>
    public string Engine { get; set; } = EngineNames.Auto;

    /// <summary>PEM file of its own certificate, which has the uid of a connector as CN; certificates after the first are sent as intermediates.</summary>
    public string CertificatePath { get; set; } = "cert.pem";

    /// <summary>PEM file, not encrypted.</summary>
    public string KeyPath { get; set; } = "key.pem";

    /// <summary>PEM file of the authorities that the other end's certificate must come from.</summary>
    public string CaPath { get; set; } = "ca.crt";

    /// <summary>
    /// Trusts the intermediates in <see cref="CaPath"/> in their own right, so that the root need not be there: what they have signed is trusted, but nothing
    /// else that the root has signed.
    /// </summary>
    public bool TrustIntermediates { get; set; }

    /// <summary>Gets and renews the certificate over SCEP; off unless its <c>Url</c> is set.</summary>
    public EnrollmentOptions Enrollment { get; set; } = new();

    public FlowWindows Windows { get; set; } = new();

    public SocketOptions Sockets { get; set; } = new();

    public EngineOptions Ngtcp2 { get; set; } = new();

    /// <summary>The time that tunnels get to finish at shutdown.</summary>
    [DurationRange("0s", "1h")]
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.FromSeconds(2);

    internal string SectionName => section;

    /// <summary>The use that the other end requires of our certificate.</summary>
    internal PeerUsage Usage => usage;

    /// <summary>Lets messages name what has set a setting where people do not write our keys: a variable or a file of socket-warp's.</summary>
    public void AddForeign(ForeignValue value) => _foreign.Add(value);

    public TransportOptions CreateTransport(TargetDialer? dialer = null) =>
        new()
        {
            Engine = Engine,
            Ngtcp2 = Ngtcp2,
            Sockets = Sockets,
            Dialer = dialer ?? TargetDialer.Default,
        };

    public virtual void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.Rename(_foreign);
        errors.Require(EngineNames.All.Contains(Engine), nameof(Engine), Engine, $"write one of {string.Join(", ", EngineNames.All)}");
        ValidateFiles(errors);
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
        errors.Require(
            KeyPath.Length > 0 && KeyPath != CertificatePath,
            nameof(KeyPath),
            KeyPath,
            "name the PEM file to write, another than the certificate's"
        );
        errors.Require(CaPath.Length > 0, nameof(CaPath), CaPath, "name the PEM file to write, or one that is there");
    }
}
