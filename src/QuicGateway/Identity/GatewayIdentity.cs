using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults.Certificates;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>
/// The gateway's certificate and the authorities that connectors' must come from: read from the files at start, or as soon as an enrolment has
/// written them, and again when they were renewed.
/// </summary>
internal sealed partial class GatewayIdentity
{
    private readonly GatewaySettings _settings;
    private readonly TimeProvider _time;
    // Older ones are never disposed: a handshake may still use them.
    private volatile HeldIdentity? _current;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LogThrottle _refusals;

    /// <exception cref="StartupException">when nothing is enrolled, and a file cannot be used.</exception>
    public GatewayIdentity(GatewaySettings settings, GatewayMetrics metrics, TimeProvider time, ILogger<GatewayIdentity> logger)
    {
        (_settings, _metrics, _time, _logger, _refusals) = (settings, metrics, time, logger, new LogThrottle(time, TimeSpan.FromSeconds(1)));
        metrics.ObserveCertificate(() => _current?.Files.Leaf.NotAfter - time.GetUtcNow());
        if (settings.Enrollment.Url is not null) return;
        Stamp = FileStamp.Of(Paths);
        try
        {
            Use(Load());
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    /// <summary>Whether there is a certificate.</summary>
    public bool IsReady => _current is not null;

    /// <summary>The files that it comes from.</summary>
    public IReadOnlyList<string> Paths => [_settings.CertificatePath, _settings.KeyPath, _settings.CaPath];

    /// <summary>The state of the files just before they were read at start; null when they were not read.</summary>
    public FileStamp? Stamp { get; }

    public IReadOnlyList<string> Warnings => _current?.Files.Warnings ?? [];

    /// <summary>Reads the files and judges them, without taking them into use.</summary>
    /// <exception cref="CertificateFileException">when a file cannot be used.</exception>
    public HeldIdentity Load()
    {
        var files = CertificateFiles.Load(_settings.CertificatePath, _settings.KeyPath, _time, PeerUsage.ServerAuthentication);
        var setting = $"{GatewaySettings.Section}:{nameof(_settings.TrustIntermediates)}";
        var authorities = TrustedAuthorities.Load(_settings.CaPath, _settings.TrustIntermediates, setting);
        if (_current is { } current && !current.Files.Leaf.Equals(files.Leaf)) files.RequireUsable(PeerUsage.ServerAuthentication, _time);
        var validator = new PeerChainValidator(authorities, new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = _time });
        return new HeldIdentity(files, validator, $"{files.Describe()}, {_settings.CaPath} ({authorities.Describe()})");
    }

    /// <summary>Judges connectors by the identity's authorities from now on.</summary>
    public void Use(HeldIdentity identity) => _current = identity;

    /// <summary>Shows an identity's certificate in handshakes.</summary>
    public TransportSecurity CreateSecurity(HeldIdentity identity) => new()
    {
        Certificate = identity.Files.Leaf,
        Key = identity.Files.EngineKey,
        Intermediates = identity.Files.Intermediates,
        Protocols = [WireProtocols.Native, WireProtocols.Legacy],
        ValidatePeer = Judge,
    };

    /// <summary>Shows the certificate that is held now.</summary>
    public TransportSecurity CreateSecurity() => CreateSecurity(_current ?? throw new InvalidOperationException("there is no certificate yet"));

    /// <summary>Judges a peer in the handshake, and logs a refusal, because a refused peer never becomes a session.</summary>
    private string? Judge(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        if (_current!.Validator.Validate(leaf, others) is not { } reason) return null;
        _metrics.SessionRefused(ErrorCode.NotAdmitted);
        if (_refusals.Pass(out var more)) Log.Refused(_logger, PeerText.Quote(leaf.Subject), reason, more);
        return Validity.ForPeer(reason, "the gateway");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Refused a connector in the handshake: its certificate {Subject}: {Reason}{More}", EventName = "CertificateRefused")]
        public static partial void Refused(ILogger logger, string subject, string reason, string more);
    }
}
