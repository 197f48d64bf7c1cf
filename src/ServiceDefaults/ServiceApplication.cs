using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.ServiceDefaults.Telemetry;

namespace SocketWarp.ServiceDefaults;

/// <summary>Host builders with our conventions and nothing else: no files, variables or URLs that the documentation does not name.</summary>
public static class ServiceApplication
{
    /// <summary>Makes the builder of a process without HTTP.</summary>
    /// <param name="service">Short lower-case name, for telemetry: <c>gateway</c>.</param>
    /// <param name="args">The command line.</param>
    /// <param name="defaults">Settings that the composition wants where the user says nothing.</param>
    /// <param name="part">Null: the host is the whole process.</param>
    public static HostApplicationBuilder CreateBuilder(
        string service,
        IReadOnlyList<string> args,
        IEnumerable<KeyValuePair<string, string?>>? defaults = null,
        ProcessPart? part = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = service });
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.AddServiceDefaults(service, part);
        return builder;
    }

    /// <summary>Adds what all our hosts have: log to standard error, telemetry, an end in time, health checks, files that are watched, signals.</summary>
    /// <param name="builder">Has its configuration.</param>
    /// <param name="service">As of <see cref="CreateBuilder"/>.</param>
    /// <param name="part">Null: the host is the whole process.</param>
    /// <param name="web">Adds the telemetry of a process that serves HTTP; called when traces or metrics are exported.</param>
    public static void AddServiceDefaults(
        this IHostApplicationBuilder builder,
        string service,
        ProcessPart? part = null,
        Action<IServiceCollection>? web = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var levels = new LogLevels(builder.Configuration);
        foreach (var section in part?.Sections ?? [])
            builder.Services.AddSingleton(new KnownSection(section));
        if (part?.First is { } first)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new ProcessLoggers(first));
        }
        else
        {
            // The answer goes to who asks; asked every few seconds, a part that is not ready yet would fill the log with errors.
            builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
            // With a wrong level the runtime could not even make the loggers that the host needs to be built; the check reports the error and the process ends.
            if (!new LoggingCheck(builder.Configuration).Errors().Any())
                builder.Logging.AddConfiguration(new ConfigurationBuilder().Add(levels).Build());
            builder.Logging.UseServiceConsole();
            builder.Services.AddServiceTelemetry(part?.Service ?? service, builder.Configuration, web).AddSettings<ProcessSettings>(ProcessSettings.Section);
            builder.Services.AddSingleton<HealthSocket>().AddHostedService(s => s.GetRequiredService<HealthSocket>());
        }

        builder.Services.AddServiceShutdown().AddSingleton<ServiceFailure>().AddSingleton<IHostLifetime, RunnerLifetime>();
        builder.Services.AddServiceHealth();
        builder.Services.AddFileWatch();
        builder.Services.AddSingleton(s => new ServiceSignals(
            s.GetRequiredService<IConfiguration>(),
            levels,
            s.GetRequiredService<FileWatch>(),
            s.GetServices<IStateReport>(),
            s.GetRequiredService<ILogger<ServiceSignals>>()
        ));
    }
}
