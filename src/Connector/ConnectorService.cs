using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Connector.Identity;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol.AllowList;
using SocketWarp.Sessions.Identity;

namespace SocketWarp.Connector;

/// <summary>Runs the session loop with the host.</summary>
internal sealed partial class ConnectorService(
    ConnectorSettings settings,
    ConnectorIdentity identity,
    FileWatch watch,
    TargetAllowList allowed,
    SessionLoop loop,
    ServiceFailure failure,
    TimeProvider time,
    ILogger<ConnectorService> logger
) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (allowed.Patterns.Count == 0)
            Log.NothingAllowed(logger);
        else if (allowed.Patterns.Any(p => p.ToString() == TargetPattern.Everything))
            Log.EverythingAllowed(logger);
        _renewing = GuardAsync(CertificateRenewal.RunAsync(settings, identity.Files, watch, time, logger, _stopping.Token));
        _running = GuardAsync(RunAsync());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running, _renewing).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        await identity.Ready.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stopping.IsCancellationRequested)
            return;
        var held = identity.Current;
        foreach (var warning in held.Warnings)
            Log.Certificate(logger, warning);
        Log.Starting(logger, held.Uid, string.Join(", ", settings.Gateways), string.Join(", ", allowed.Patterns));
        await loop.RunAsync(_stopping.Token);
    }

    private Task GuardAsync(Task part) =>
        failure.GuardAsync(
            part,
            exception =>
            {
                if (exception is not RefusedException)
                    Log.Died(logger, exception);
            }
        );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Connector {Uid} for gateways {Gateways}, targets {Targets}", EventName = "ConnectorStarting")]
        public static partial void Starting(ILogger logger, string uid, string gateways, string targets);

        [LoggerMessage(2, LogLevel.Warning, "Own certificate: {Warning}", EventName = "CertificateWarning")]
        public static partial void Certificate(ILogger logger, string warning);

        [LoggerMessage(3, LogLevel.Warning, "Connector:Targets is empty: every tunnel will be refused", EventName = "NothingAllowed")]
        public static partial void NothingAllowed(ILogger logger);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "Connector:Targets has *: the gateway's operators reach everything that this machine reaches",
            EventName = "EverythingAllowed"
        )]
        public static partial void EverythingAllowed(ILogger logger);

        [LoggerMessage(5, LogLevel.Critical, "A part of the connector has died", EventName = "ConnectorDied")]
        public static partial void Died(ILogger logger, Exception failure);
    }
}
