using System.Net;
using Microsoft.Extensions.Options;
using SocketWarp.Base.State;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Hooks;
using SocketWarp.ScepServer.Legacy;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ScepServer.Telemetry;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Access;

namespace SocketWarp.ScepServer;

/// <summary>Opens what is on disk before anything listens, and says where we listen once all does.</summary>
internal sealed partial class ScepServerStartup(
    StateDirectory directory,
    ApiTokens tokens,
    AuthorityHolder authority,
    ClientRegistry registry,
    ScepServerAddresses addresses,
    ScepMetrics metrics,
    PublishedRevocationList revocations,
    ClientChanges changes,
    TimeProvider time,
    ScepListener listener,
    HookRunner hooks,
    IOptions<ScepSettings> settings,
    ILogger<ScepServerStartup> logger
) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        directory.Open();
        tokens.Load();
        authority.Open();
        await registry.OpenAsync(cancellationToken);
        metrics.Observe(registry, authority, revocations, changes, time);
        addresses.AuthorityFile = authority.CertificateFile;
        addresses.AuthorityFingerprint = authority.Fingerprint;
        addresses.AdminTokenFile = tokens.FileOf(ApiRole.Admin);
        addresses.ViewerTokenFile = tokens.FileOf(ApiRole.Viewer);
        addresses.GatewayTokenFile = tokens.FileOf(ApiRole.Gateway);
        Warn();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        listener.Fill(addresses);
        Log.At(logger, addresses.Http!);
        hooks.Started();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Warn()
    {
        var scep = settings.Value;
        ListenAddress.Warn(logger, scep.Listen.Address);
        if (scep.AllowAnonymous != AnonymousAccess.None)
            Log.Anonymous(logger, scep.AllowAnonymous);
        if (scep.Certificate is null && !IPAddress.IsLoopback(scep.Listen.Address))
            Log.ClearText(logger, scep.Listen);
        if (scep.AllowLegacyAlgorithms)
            Log.Legacy(logger);
        foreach (var name in LegacyEnvironment.Ignored(Environment.GetEnvironmentVariable))
            Log.Ignored(logger, name);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "SCEP and its API on {Address}", EventName = "ScepListening")]
        public static partial void At(ILogger logger, Uri address);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "Everybody who reaches the API has the rights of {Role} without a token, because Scep:AllowAnonymous says so",
            EventName = "AnonymousAllowed"
        )]
        public static partial void Anonymous(ILogger logger, AnonymousAccess role);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "{EndPoint} is open to the network in clear text: SCEP protects its messages, but tokens can be read on the way; set Scep:Certificate and "
                + "Scep:CertificateKey, or listen on 127.0.0.1",
            EventName = "ClearTextOpen"
        )]
        public static partial void ClearText(ILogger logger, IPEndPoint endPoint);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "SHA-1, 3DES and DES are accepted, because Scep:AllowLegacyAlgorithms says so",
            EventName = "LegacyAlgorithmsAccepted"
        )]
        public static partial void Legacy(ILogger logger);

        [LoggerMessage(5, LogLevel.Warning, "The variable {Name} of the original server means nothing here", EventName = "VariableIgnored")]
        public static partial void Ignored(ILogger logger, string name);
    }
}
