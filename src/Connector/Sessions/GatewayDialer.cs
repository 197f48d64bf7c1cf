using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Net;
using SocketWarp.Connector.Identity;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Connector.Telemetry;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Transport;
using SocketWarp.Transport.Names;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Sessions;

/// <summary>Tries all gateways in order until one takes us; the addresses of one are raced.</summary>
internal sealed partial class GatewayDialer(
    [FromKeyedServices(ConnectorSettings.Section)] ITransportEngine engine,
    ConnectorSettings settings,
    ConnectorIdentity identity,
    TargetAllowList allowed,
    SessionOpener opener,
    ConnectorMetrics metrics,
    TimeProvider time,
    [FromKeyedServices(nameof(GatewayDialer))] NameResolver names,
    ILoggerFactory loggers
)
{
    private readonly ILogger _logger = loggers.CreateLogger<GatewayDialer>();
    private readonly ILogger _sessionLogger = loggers.CreateLogger<ConnectorSession>();
    private readonly ILogger _tunnelLogger = loggers.CreateLogger<SessionTunnels>();
    private readonly GatewayAddress[] _gateways =
    [
        .. settings.Gateways.Select(g => GatewayAddress.TryParse(g, out var address) ? address : throw new ArgumentException($"\"{g}\" is not a gateway")),
    ];

    /// <summary>The failure of a round is the first refusal in it, else the last thing that went wrong.</summary>
    /// <param name="predecessor">A session whose certificate was renewed, which serves on. A gateway that does not know of successors has it drained once a
    /// new connection stands, and before that says Hello.</param>
    public async Task<Attempt> DialAsync(ConnectorSession? predecessor, CancellationToken cancellationToken)
    {
        var failure = default(AttemptResult);
        foreach (var gateway in _gateways)
        {
            var (left, problem) = await ResolveAsync(gateway, cancellationToken);
            if (problem is not null)
                Note(gateway, AttemptResult.Unreachable(problem));
            // The first to connect may still refuse us: then the race goes on without it and without those that failed.
            while (left.Count > 0)
            {
                var failed = new List<IPEndPoint>();
                var winner = await AddressRace.RunAsync(
                    left,
                    (address, token) => ConnectAsync(gateway, address, token),
                    Failed,
                    c => c.Transport.DisposeAsync(),
                    names.AttemptDelay,
                    time,
                    cancellationToken
                );
                if (winner is not { } won)
                    break;
                var attempt = await OpenAsync(gateway, won.Connection, predecessor, cancellationToken);
                if (attempt.Session is not null)
                    return attempt;
                Note(gateway, attempt.Failure);
                left = [.. left.Except([.. failed, won.Address])];

                void Failed(IPEndPoint address, Exception exception)
                {
                    failed.Add(address);
                    Note(gateway, exception is TransportException e ? ResultOf(e) : AttemptResult.Unreachable(exception.Message));
                }
            }
        }

        return failure;

        void Note(GatewayAddress gateway, AttemptResult result)
        {
            Log.Failed(_logger, gateway, result.Reason);
            if (failure.Kind != AttemptKind.Refused)
                failure = result with { Reason = $"{gateway}: {result.Reason}" };
        }
    }

    private async Task<Attempt> OpenAsync(GatewayAddress gateway, Connection connection, ConnectorSession? predecessor, CancellationToken cancellationToken)
    {
        ITransportSession? transport = connection.Transport;
        try
        {
            if (predecessor is { CanBeReplaced: false })
                await predecessor.HandOverAsync(cancellationToken);
            var context = new SessionContext(transport, connection.Tunnels, gateway, connection.Certificate, time, _sessionLogger);
            var attempt = await opener.OpenAsync(context, predecessor, cancellationToken);
            if (attempt.Session is not null)
                transport = null;
            return attempt;
        }
        catch (TransportException e)
        {
            return ResultOf(e);
        }
        finally
        {
            if (transport is not null)
                await transport.DisposeAsync();
        }
    }

    /// <summary>
    /// Streams granted beyond the tunnel limit: what is above the limit is then reset with a code that says so, instead of waiting at
    /// the gateway for credit.
    /// </summary>
    private const int SpareStreams = 64;

    private async Task<Connection> ConnectAsync(GatewayAddress gateway, IPEndPoint address, CancellationToken cancellationToken)
    {
        var certificate = identity.Current;
        var tunnels = new SessionTunnels(allowed, settings.Tunnels, metrics, time, _tunnelLogger);
        var options = new ConnectOptions
        {
            Address = address,
            ServerName = settings.ServerName ?? gateway.Host,
            Security = certificate.CreateSecurity(settings.ServerName ?? gateway.Host, [.. settings.Protocols]),
            Limits = settings.Sessions.CreateLimits(settings.Windows, settings.Reconnect.ConnectTimeout, settings.Tunnels.MaxTunnels + SpareStreams),
            Targets = tunnels,
        };
        using var timeout = new CancellationTokenSource(settings.Reconnect.ConnectTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return new Connection(await engine.ConnectAsync(options, linked.Token), tunnels, certificate);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransportException(
                TransportError.TimedOut,
                $"{options.Address} did not answer within {DurationText.Format(settings.Reconnect.ConnectTimeout)}"
            );
        }
    }

    private async Task<(IReadOnlyList<IPEndPoint> Addresses, string? Problem)> ResolveAsync(GatewayAddress gateway, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(gateway.Host, out var literal))
            return ([new IPEndPoint(literal, gateway.Port)], null);
        var answer = await names.LookUpAsync(gateway.Host, settings.Reconnect.ConnectTimeout, cancellationToken);
        return ([.. answer.Addresses.Select(a => new IPEndPoint(a, gateway.Port))], answer.Problem == NameProblem.None ? null : $"the name {answer.Reason}");
    }

    private static AttemptResult ResultOf(TransportException failure) =>
        failure.Error switch
        {
            TransportError.OwnCertificateRejected => AttemptResult.OwnCertificateRefused(failure.CertificateFault ?? failure.Message),
            TransportError.PeerCertificateRejected => AttemptResult.GatewayCertificateRefused(failure.CertificateFault ?? failure.Message),
            TransportError.NoCommonProtocol => AttemptResult.Refused(ErrorCode.None, $"the gateway speaks none of our protocols: {failure.Message}"),
            _ => AttemptResult.Unreachable(failure.Message),
        };

    /// <summary>A connection whose TLS is done; whether the gateway takes us is not known yet.</summary>
    private sealed record Connection(ITransportSession Transport, SessionTunnels Tunnels, HeldCertificate Certificate);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "No session with {Gateway}: {Reason}", EventName = "AttemptFailed")]
        public static partial void Failed(ILogger logger, GatewayAddress gateway, string reason);
    }
}
