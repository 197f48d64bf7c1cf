using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.Settings;
using SocketWarp.Connector.Identity;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Targets;
using SocketWarp.Connector.Telemetry;
using SocketWarp.Protocol.AllowList;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Names;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector;

public static class ConnectorServiceCollectionExtensions
{
    /// <summary>
    /// Adds a connector that starts and stops with the host. It makes its own transport engine unless one is registered under the key
    /// <see cref="ConnectorSettings.Section"/>.
    /// </summary>
    /// <param name="configure">Settings that stand where the configuration says nothing.</param>
    public static IServiceCollection AddConnector(this IServiceCollection services, Action<ConnectorSettings>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSettings(ConnectorSettings.Section, configure).AddDrainTime<ConnectorSettings>(settings => settings.DrainPeriod);
        services.AddFileWatch().TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceFailure>();
        services.TryAddSingleton<ConnectorState>();
        services.TryAddSingleton<ConnectorMetrics>();
        services.TryAddKeyedSingleton(
            ConnectorSettings.Section,
            (s, _) =>
                TransportEngines.Create(
                    s.GetRequiredService<ConnectorSettings>().CreateTransport(s.GetRequiredService<TargetDialer>()),
                    s.GetRequiredService<ILoggerFactory>()
                )
        );
        services.AddSingleton<IStateReport, ConnectorStateReport>();
        services.AddHealthChecks().AddCheck<ConnectorHealth>("connector", tags: [ServiceHealth.Ready]);
        return services.AddConnectorSettings().AddTargets().AddSessions().AddHostedService<ConnectorService>();
    }

    private static IServiceCollection AddConnectorSettings(this IServiceCollection services)
    {
        services.TryAddSingleton(s => s.GetRequiredService<IOptions<ConnectorSettings>>().Value);
        services.TryAddSingleton(s => s.GetRequiredService<ConnectorSettings>().Reconnect);
        services.TryAddSingleton(s => s.GetRequiredService<ConnectorSettings>().Tunnels);
        services.TryAddSingleton<ConnectorIdentity>();
        return services;
    }

    private static IServiceCollection AddTargets(this IServiceCollection services)
    {
        services.TryAddSingleton(s =>
            TargetAllowList.TryParse(s.GetRequiredService<ConnectorSettings>().Targets, out var list, out var errors)
                ? list
                : throw new SettingsException(errors)
        );
        services.TryAddSingleton(s => new TargetDialer(
            new NameResolver(s.GetRequiredService<ConnectorSettings>().Names, s.GetRequiredService<TimeProvider>()),
            s.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<TargetProber>();
        return services;
    }

    private static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<SessionOpener>();
        // Not the resolver of targets: gateways are found however many names targets have.
        services.TryAddKeyedSingleton(
            nameof(GatewayDialer),
            (s, _) => new NameResolver(s.GetRequiredService<ConnectorSettings>().Names, s.GetRequiredService<TimeProvider>())
        );
        services.TryAddSingleton<GatewayDialer>();
        services.TryAddSingleton(s => new ReconnectPolicy(s.GetRequiredService<ReconnectSettings>()));
        services.TryAddSingleton<SessionLoop>();
        return services;
    }
}
