using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Exports our traces, metrics and logs and those of the runtime, but only where the settings or the environment name a receiver.</summary>
public static class ServiceTelemetry
{
    /// <summary>Our meters and activity sources begin with this.</summary>
    public const string SourcePrefix = "SocketWarp.";

    /// <param name="services">The host's.</param>
    /// <param name="service">Short lower-case name: <c>gateway</c>.</param>
    /// <param name="configuration">The host's.</param>
    /// <param name="web">Adds what only a process that serves HTTP has; called when traces or metrics are exported.</param>
    public static IServiceCollection AddServiceTelemetry(
        this IServiceCollection services,
        string service,
        IConfiguration configuration,
        Action<IServiceCollection>? web = null
    )
    {
        services.AddSettings<TelemetrySettings>(TelemetrySettings.Section);
        var plan = Read(configuration);
        if (plan.Errors.Count > 0)
            return services.AddSingleton<ISettingsCheck>(new TelemetryVariables(plan));
        if (plan.IsOff)
            return services;
        Export(services, service, plan);
        web?.Invoke(services);
        return services;
    }

    private static TelemetryPlan Read(IConfiguration configuration)
    {
        // What is wrong here is reported with all other settings, once the host is built.
        var settings = new TelemetrySettings();
        new SettingsBinder(new SettingErrors(TelemetrySettings.Section)).Bind(
            new SettingsNode(ServiceConfiguration.Sources(configuration), TelemetrySettings.Section),
            settings
        );
        var errors = new SettingErrors(TelemetrySettings.Section);
        errors.Check(settings);
        return TelemetryPlan.Read(errors.All.Count == 0 ? settings : new TelemetrySettings(), Environment.GetEnvironmentVariable);
    }

    // A call of its own: a process that exports nothing loads nothing of OpenTelemetry.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Export(IServiceCollection services, string service, TelemetryPlan plan) => TelemetryPipeline.Add(services, service, plan);
}
