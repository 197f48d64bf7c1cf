using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.Settings;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.ControlLink;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.Transport.Engines;

namespace SocketWarp.QuicGateway;

public static class GatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds a gateway that starts and stops with the host. It makes its own transport engine unless one is registered under the key
    /// <see cref="GatewaySettings.Section"/>.
    /// </summary>
    /// <param name="configure">Settings that stand where the configuration says nothing.</param>
    public static IServiceCollection AddQuicGateway(this IServiceCollection services, Action<GatewaySettings>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSettings(GatewaySettings.Section, configure).AddDrainTime<GatewaySettings>(settings => settings.DrainPeriod);
        services.AddFileWatch().TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceFailure>();
        services.TryAddSingleton<GatewayStatus>();
        services.TryAddSingleton<GatewayMetrics>();
        services.TryAddKeyedSingleton(
            GatewaySettings.Section,
            (s, _) =>
            {
                // Made before the engine, so that it is disposed after it: the last tunnels end with the engine and must be logged.
                _ = s.GetRequiredService<AccessLog>();
                return TransportEngines.Create(s.GetRequiredService<GatewaySettings>().CreateTransport(), s.GetRequiredService<ILoggerFactory>());
            }
        );
        services.AddSingleton<IStateReport, GatewayStateReport>();
        services.AddHealthChecks().AddCheck<GatewayHealth>("gateway", tags: [ServiceHealth.Ready]);
        return services.AddGatewaySettings().AddAdmission().AddSessions().AddPublishing().AddControlLink().AddHostedService<GatewayService>();
    }

    private static IServiceCollection AddGatewaySettings(this IServiceCollection services)
    {
        services.TryAddSingleton(s => s.GetRequiredService<IOptions<GatewaySettings>>().Value);
        services.TryAddSingleton(s => s.GetRequiredService<GatewaySettings>().Admission);
        services.TryAddSingleton(s => s.GetRequiredService<GatewaySettings>().Sessions);
        services.TryAddSingleton(s => s.GetRequiredService<GatewaySettings>().Visitors);
        services.TryAddSingleton(s => s.GetRequiredService<GatewaySettings>().AccessLog);
        services.TryAddSingleton(s => s.GetRequiredService<GatewaySettings>().Control);
        services.TryAddKeyedSingleton(GatewaySettings.Section, (s, _) => s.GetRequiredService<GatewaySettings>().OpenState());
        return services;
    }

    private static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.TryAddSingleton<GatewayIdentity>();
        services.TryAddSingleton<AdmittedFile>();
        services.TryAddSingleton<AdmittedCertificates>();
        services.TryAddSingleton<CertificateAdmission>();
        services.TryAddSingleton<VerifyHttp>();
        services.TryAddSingleton<PeerAdmission>();
        services.TryAddSingleton<IAdmissionSource>(s =>
            s.GetRequiredService<AdmissionSettings>().Verify ? ActivatorUtilities.CreateInstance<ScepAdmissionSource>(s) : new TrustingAdmissionSource()
        );
        return services;
    }

    private static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<ISessionObserver>(s => s.GetRequiredService<AssignmentKeeper>());
        services.AddSingleton<ISessionObserver, SessionReporter>();
        services.TryAddSingleton<LiveSessions>();
        services.TryAddSingleton<SessionRegistry>();
        services.TryAddSingleton<SessionReview>();
        services.TryAddSingleton<ClientWatch>();
        services.TryAddSingleton<SessionHost>();
        services.TryAddSingleton<SessionAcceptor>();
        services.TryAddSingleton<SessionDrain>();
        return services;
    }

    private static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        services.TryAddSingleton<AccessLog>();
        services.TryAddSingleton<SnapshotCache>();
        services.TryAddSingleton<AssignmentPublisherFactory>();
        services.TryAddSingleton<AssignmentKeeper>();
        services.TryAddSingleton<TargetWatch>();
        return services;
    }

    private static IServiceCollection AddControlLink(this IServiceCollection services)
    {
        services.TryAddSingleton<ReportOutbox>();
        services.TryAddSingleton<IAssignmentReports>(s => s.GetRequiredService<ReportOutbox>());
        services.TryAddSingleton<CounterReporter>();
        services.TryAddSingleton<ControlLinkLoop>();
        return services;
    }
}
