using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketWarp.Base.State;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Backup;
using SocketWarp.ScepServer.Clients;
using SocketWarp.ScepServer.Enrolment;
using SocketWarp.ScepServer.Hooks;
using SocketWarp.ScepServer.Legacy;
using SocketWarp.ScepServer.Rest;
using SocketWarp.ScepServer.Scep;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ScepServer.Telemetry;
using SocketWarp.ScepServer.Watch;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.Store;
using SocketWarp.Store.Redis;
using SocketWarp.Web;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ScepServer;

/// <summary>The parts of the ScepServer's host.</summary>
public static class ScepServerServices
{
    private static readonly Dictionary<string, string> Tags = new()
    {
        ["health"] = "Whether the service does its work",
        ["scep"] = "SCEP (RFC 8894), and the revocation list",
        ["certificates"] = "Whether a certificate holds, and what was issued",
        ["admin"] = "Clients, secrets and certificates, changed by operators: the original server's calls",
        ["clients"] = "Clients, listed: the original server's calls",
        ["files"] = "Files for download",
        ["v1"] = "Clients and their one-time secrets",
    };

    /// <summary>
    /// Adds everything, Kestrel's endpoint included. Settings: section <c>Scep</c>; a composition gives its own defaults to
    /// <see cref="WebService.CreateBuilder"/>.
    /// </summary>
    public static IServiceCollection AddScepServer(this IServiceCollection services) =>
        services
            .AddHttpDefaults<ScepSettings>(
                ScepSettings.Section,
                JsonTypeInfoResolver.Combine(ApiJson.Default, WatchJson.Default, RestJson.Default),
                settings => LegacyEnvironment.Apply(settings, Environment.GetEnvironmentVariable)
            )
            // Source-generated or not, names are made by these options.
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower)
            .AddAccess()
            .AddState()
            .AddEnrolment()
            .AddListener()
            .AddOpenApi(
                ApiDocument.Name,
                options =>
                    options.Describe(
                        "SocketWarp ScepServer",
                        "Certificates over SCEP: clients, their one-time secrets, and whether a certificate holds. SCEP itself, verify, pkcs12, the "
                            + "revocation list and ping need no token.",
                        Tags
                    )
            );

    /// <summary>Maps all routes and the middleware that they need.</summary>
    public static WebApplication MapScepServer(this WebApplication app)
    {
        app.UseHttpDefaults();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<BodyLimitMiddleware>();
        app.UseMiddleware<RequestKeyMiddleware>();
        app.MapDefaultEndpoints();
        app.MapScep();
        app.MapVerify();
        app.MapCertificates();
        app.MapClients();
        app.MapFiles();
        app.MapWatch();
        app.MapAdmin();
        app.MapSecrets();
        app.MapImport();
        app.MapRest();
        app.MapBackup();
        app.MapOpenApi().RequireAuthorization(AccessPolicies.Viewer);
        return app;
    }

    private static IServiceCollection AddState(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new StateDirectory(
            s.GetRequiredService<IOptions<ScepSettings>>().Value.StateDirectory,
            $"{ScepSettings.Section}:{nameof(ScepSettings.StateDirectory)}"
        ));
        services.TryAddSingleton<ScepMetrics>();
        services.TryAddSingleton<AuthorityHolder>();
        services.TryAddSingleton<ClientChanges>();
        services.TryAddSingleton(s => new RedisConnection(
            s.GetRequiredService<IOptions<ScepSettings>>().Value.Redis,
            s.GetRequiredService<ILogger<RedisConnection>>()
        ));
        services.TryAddSingleton<ILog>(s =>
            s.GetRequiredService<RedisConnection>() is { Settings.IsUsed: true } redis
                ? new RedisLog(redis, "clients")
                : EmbeddedRegistry.Log(s.GetRequiredService<StateDirectory>(), s.GetRequiredService<ILoggerFactory>())
        );
        services.TryAddSingleton<ClientRegistry>();
        services.AddHealthChecks().AddCheck<RegistryHealth>("store", tags: [ServiceHealth.Ready]);
        services.AddSingleton<IStateReport, ScepServerStateReport>();
        return services.AddHostedService<ScepServerStartup>().AddHostedService<ClientClock>();
    }

    private static IServiceCollection AddEnrolment(this IServiceCollection services)
    {
        services.TryAddSingleton<AttemptLimiter>();
        services.TryAddSingleton<SecretChecker>();
        services.TryAddSingleton<SecretMaker>();
        services.TryAddSingleton<Enroller>();
        services.TryAddSingleton<PublishedRevocationList>();
        services.TryAddSingleton<PkiOperation>();
        services.TryAddSingleton<HookRunner>();
        return services.AddHostedService(s => s.GetRequiredService<HookRunner>());
    }

    private static IServiceCollection AddListener(this IServiceCollection services)
    {
        services.TryAddSingleton<ScepServerAddresses>();
        services.TryAddSingleton<ScepListener>();
        return services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(s => s.GetRequiredService<ScepListener>());
    }
}
