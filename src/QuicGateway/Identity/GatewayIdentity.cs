using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Pki;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.Sessions.Identity;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>
/// The gateway's certificate and the authorities that connectors' must come from: read from the files at start, or as soon as an enrolment has
/// written them, and again when they were renewed.
/// </summary>
internal sealed partial class GatewayIdentity
{
    private readonly PeerIdentity _files;
    private readonly TimeProvider _time;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly LogThrottle _refusals;
    private volatile Held? _current;

    /// <exception cref="StartupException">when nothing is enrolled, and a file cannot be used.</exception>
    public GatewayIdentity(GatewaySettings settings, GatewayMetrics metrics, TimeProvider time, ILogger<GatewayIdentity> logger)
    {
        (_files, _metrics, _time, _logger) = (new PeerIdentity(settings, time), metrics, time, logger);
        _refusals = new LogThrottle(time, TimeSpan.FromSeconds(1));
        metrics.ObserveCertificate(() => _current?.Identity.Files.Leaf.NotAfter - time.GetUtcNow());
        Stamp = _files.TakeAtStart(() => Use(Load()));
    }

    /// <summary>Whether there is a certificate.</summary>
    public bool IsReady => _current is not null;

    /// <summary>The files that it comes from.</summary>
    public IReadOnlyList<string> Paths => _files.Paths;

    /// <summary>The state of the files just before they were read at start; null when they were not read.</summary>
    public FileStamp? Stamp { get; }

    public IReadOnlyList<string> Warnings => _current?.Identity.Files.Warnings ?? [];

    /// <inheritdoc cref="PeerIdentity.Load"/>
    public LoadedIdentity Load() => _files.Load(_current?.Identity);

    /// <summary>Checks connectors by the identity's authorities from now on.</summary>
    public void Use(LoadedIdentity identity)
    {
        var options = new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = _time };
        _current = new Held(identity, new PeerChainValidator(identity.Authorities, options));
    }

    /// <summary>Shows an identity's certificate in handshakes.</summary>
    public TransportSecurity CreateSecurity(LoadedIdentity identity) => identity.CreateSecurity([WireProtocols.Native, WireProtocols.Legacy], Check);

    /// <summary>Shows the certificate that is held now.</summary>
    public TransportSecurity CreateSecurity() => CreateSecurity(_current?.Identity ?? throw new InvalidOperationException("there is no certificate yet"));

    /// <summary>Checks a peer in the handshake, and logs a refusal, because a refused peer never becomes a session.</summary>
    private string? Check(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        if (_current!.Validator.Validate(leaf, others) is not { } reason)
            return null;
        _metrics.SessionRefused(ErrorCode.NotAdmitted);
        if (_refusals.Pass(out var more))
            Log.Refused(_logger, PeerText.Quote(leaf.Subject), reason, more);
        return Validity.ForPeer(reason, "the gateway");
    }

    private sealed record Held(LoadedIdentity Identity, PeerChainValidator Validator);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Refused a connector in the handshake: its certificate {Subject}: {Reason}{More}",
            EventName = "CertificateRefused"
        )]
        public static partial void Refused(ILogger logger, string subject, string reason, string more);
    }
}
