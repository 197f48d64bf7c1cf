using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>The gateway's certificate and the authorities that connectors' must come from.</summary>
internal sealed partial class GatewayIdentity : IDisposable
{
    private readonly CertificateFiles _files;
    private readonly PeerChainValidator _validator;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LogThrottle _refusals;

    /// <exception cref="StartupException">A file cannot be used.</exception>
    public GatewayIdentity(GatewaySettings settings, GatewayMetrics metrics, TimeProvider time, ILogger<GatewayIdentity> logger)
    {
        (_metrics, _logger, _refusals) = (metrics, logger, new LogThrottle(time, TimeSpan.FromSeconds(1)));
        try
        {
            _files = CertificateFiles.Load(settings.CertificatePath, settings.KeyPath, time);
            _validator = new PeerChainValidator(TrustedAuthorities.Load(settings.CaPath), new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = time });
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    public IReadOnlyList<string> Warnings => _files.Warnings;

    public TransportSecurity CreateSecurity() => new()
    {
        Certificate = _files.Leaf,
        Intermediates = _files.Intermediates,
        Protocols = [WireProtocols.Native, WireProtocols.Legacy],
        ValidatePeer = Judge,
    };

    public void Dispose() => _files.Dispose();

    /// <summary>Peers that are refused here are never seen as sessions, so it is said here.</summary>
    private string? Judge(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        if (_validator.Validate(leaf, others) is not { } reason) return null;
        _metrics.SessionRefused(ErrorCode.NotAdmitted);
        if (_refusals.Pass(out var held)) Log.Refused(_logger, PeerText.Quote(leaf.Subject), reason, held);
        return reason;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Refused a connector in the handshake: its certificate {subject}: {reason} ({held} more since the last such line)", EventName = "CertificateRefused")]
        public static partial void Refused(ILogger logger, string subject, string reason, long held);
    }
}
