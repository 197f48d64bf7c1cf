using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Settings;
using SocketWarp.Base.State;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Backup;
using SocketWarp.ControlApi.Connectors;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Health;
using SocketWarp.ControlApi.Http;
using SocketWarp.ControlApi.Legacy;
using SocketWarp.ControlApi.Rest;
using SocketWarp.ControlApi.Store;
using SocketWarp.Protocol.Rest;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.Store;
using SocketWarp.Store.Redis;
using SocketWarp.Web;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi;

/// <summary>The parts of the ControlApi's host.</summary>
public static class ControlApiServices
{
    private static readonly Dictionary<string, string> Tags = new()
    {
        ["health"] = "Whether the service and its gateways do their work",
        ["assignments"] = "Ports of gateways, and the targets behind connectors that they lead to",
        ["connectors"] = "Sessions of connectors, as gateways report them",
        ["gateways"] = "Gateways, and what they have applied",
        ["backup"] = "A copy of all assignments, and back",
        ["socket-warp"] = "Calls of socket-warp's listener, as its users know them",
    };

    /// <summary>
    /// Adds everything, Kestrel's endpoints included. Settings: sections <c>Api</c>, <c>Control</c>, <c>State</c>, <c>Legacy</c>;
    /// a composition gives its own defaults to <see cref="WebService.CreateBuilder"/>.
    /// </summary>
    public static IServiceCollection AddControlApi(this IServiceCollection services) =>
        services
            .AddControlApiSettings()
            .AddState()
            .AddAccess()
            .AddGateways()
            .AddAssignments()
            .AddHttp()
            .AddOpenApi(
                ApiDocument.Name,
                options =>
                    options.Describe(
                        "SocketWarp ControlApi",
                        "Assignments carry ports of gateways to targets behind connectors. Every call needs a token; errors are problem details (RFC "
                            + "9457) with field, value and fix.",
                        Tags
                    )
            );

    /// <summary>Maps all routes and the middleware that they need.</summary>
    public static WebApplication MapControlApi(this WebApplication app)
    {
        app.UseHttpDefaults();
        app.UseRouting();
        app.UseMiddleware<ListenerMiddleware>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseWhen(HasOneBody, requests => requests.UseMiddleware<BodyLimitMiddleware>().UseMiddleware<RequestKeyMiddleware>());
        app.MapDefaultEndpoints();
        app.MapAssignments();
        app.MapConnectors();
        app.MapGateways();
        app.MapHealth();
        app.MapBackup();
        app.MapLegacy();
        app.MapOpenApi().RequireAuthorization(AccessPolicies.Viewer);
        app.MapGatewayCalls();
        return app;
    }

    /// <summary>True for operators' requests, and for calls that need no token. Other calls stream, and their callers are known.</summary>
    private static bool HasOneBody(HttpContext context) =>
        context.Features.Get<ApiListener>() != ApiListener.Control || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static IServiceCollection AddControlApiSettings(this IServiceCollection services) =>
        services
            .AddHttpDefaults<ApiSettings>(ApiSettings.Section, RestJson.Default)
            .AddSettings<ControlSettings>(ControlSettings.Section)
            .AddSettings<StateSettings>(StateSettings.Section)
            .AddSettings<LegacySettings>(LegacySettings.Section);

    private static IServiceCollection AddState(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new StateDirectory(
            s.GetRequiredService<IOptions<StateSettings>>().Value.Directory,
            $"{StateSettings.Section}:{nameof(StateSettings.Directory)}"
        ));
        services.TryAddSingleton(s => new RedisConnection(
            s.GetRequiredService<IOptions<StateSettings>>().Value.Redis,
            s.GetRequiredService<ILogger<RedisConnection>>()
        ));
        services.TryAddSingleton<ILog>(s =>
            s.GetRequiredService<RedisConnection>() is { Settings.IsUsed: true } redis
                ? new RedisLog(redis, "assignments")
                : EmbeddedStore.Log(s.GetRequiredService<StateDirectory>(), s.GetRequiredService<ILoggerFactory>())
        );
        services.TryAddSingleton<IAssignmentStore, AssignmentStore>();
        services.AddHealthChecks().AddCheck<StoreHealth>("store", tags: [ServiceHealth.Ready]);
        return services.AddSingleton<IStateReport, ControlApiStateReport>().AddHostedService<ControlApiStartup>();
    }

    private static IServiceCollection AddGateways(this IServiceCollection services)
    {
        services.TryAddSingleton<GatewayRegistry>();
        services.TryAddSingleton(s => new GatewayLeases(s.GetRequiredService<RedisConnection>()));
        services.AddHostedService<GatewayFollower>();
        return services.AddGatewayCalls();
    }

    private static IServiceCollection AddAssignments(this IServiceCollection services)
    {
        services.TryAddSingleton<AnswerWaiter>();
        services.TryAddSingleton<AssignmentWriter>();
        services.TryAddSingleton<LegacyOpener>();
        services.AddHostedService<TentativeSweep>();
        return services;
    }

    private static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.TryAddSingleton<ControlApiAddresses>();
        services.TryAddSingleton<ApiListeners>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(s => s.GetRequiredService<ApiListeners>());
        return services;
    }
}
