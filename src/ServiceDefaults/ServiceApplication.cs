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
    public static HostApplicationBuilder CreateBuilder(string service, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = service });
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.Services.AddServiceTelemetry(service, builder.Configuration).AddSettings<ProcessSettings>(ProcessSettings.Section);
        builder.AddServiceDefaults();
        return builder;
    }

    /// <summary>Adds what all our hosts have: log to standard error, an end in time, health checks, files that are watched, signals.</summary>
    public static void AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var levels = new LogLevels(builder.Configuration);
        // With a wrong level the runtime could not even make the loggers that the host needs to be built; the check reports the error and the process ends.
        if (!new LoggingCheck(builder.Configuration).Errors().Any())
            builder.Logging.AddConfiguration(new ConfigurationBuilder().Add(levels).Build());
        builder.Logging.UseServiceConsole();
        builder.Services.AddServiceShutdown().AddSingleton<ServiceFailure>();
        builder.Services.AddServiceHealth();
        builder.Services.AddFileWatch();
        builder.Services.AddSingleton(s => new ServiceSignals(
            s.GetRequiredService<IConfiguration>(), levels, s.GetRequiredService<FileWatch>(), s.GetServices<IStateReport>(), s.GetRequiredService<IHostApplicationLifetime>(),
            s.GetRequiredService<ILogger<ServiceSignals>>()));
    }
}
