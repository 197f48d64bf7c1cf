using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
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
    private volatile CertificateFiles? _files;
    private volatile PeerChainValidator _validator = null!;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LogThrottle _refusals;

    /// <exception cref="StartupException">Nothing is enrolled, and a file cannot be used.</exception>
    public GatewayIdentity(GatewaySettings settings, GatewayMetrics metrics, TimeProvider time, ILogger<GatewayIdentity> logger)
    {
        (_settings, _metrics, _time, _logger, _refusals) = (settings, metrics, time, logger, new LogThrottle(time, TimeSpan.FromSeconds(1)));
        metrics.ObserveCertificate(() => _files?.Leaf.NotAfter - time.GetUtcNow());
        if (settings.Enrollment.Url is not null) return;
        try
        {
            Reload();
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    /// <summary>Whether there is a certificate.</summary>
    public bool IsReady => _files is not null;

    public IReadOnlyList<string> Warnings => _files?.Warnings ?? [];

    /// <exception cref="CertificateFileException">A file cannot be used; what was held stays.</exception>
    public void Reload()
    {
        var files = CertificateFiles.Load(_settings.CertificatePath, _settings.KeyPath, _time, PeerUsage.ServerAuthentication);
        var setting = $"{GatewaySettings.Section}:{nameof(_settings.TrustIntermediates)}";
        var authorities = TrustedAuthorities.Load(_settings.CaPath, _settings.TrustIntermediates, setting);
        _validator = new PeerChainValidator(authorities, new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = _time });
        _files = files;
    }

    /// <summary>Of the certificate that is held now.</summary>
    public TransportSecurity CreateSecurity()
    {
        var files = _files ?? throw new InvalidOperationException("there is no certificate yet");
        return new TransportSecurity
        {
            Certificate = files.Leaf,
            Key = files.EngineKey,
            Intermediates = files.Intermediates,
            Protocols = [WireProtocols.Native, WireProtocols.Legacy],
            ValidatePeer = Judge,
        };
    }

    /// <summary>Peers that are refused here are never seen as sessions, so it is said here.</summary>
    private string? Judge(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        if (_validator.Validate(leaf, others) is not { } reason) return null;
        _metrics.SessionRefused(ErrorCode.NotAdmitted);
        if (_refusals.Pass(out var held)) Log.Refused(_logger, PeerText.Quote(leaf.Subject), reason, held);
        return Validity.ForPeer(reason, "the gateway");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Refused a connector in the handshake: its certificate {subject}: {reason} ({held} more since the last such line)", EventName = "CertificateRefused")]
        public static partial void Refused(ILogger logger, string subject, string reason, long held);
    }
}
