using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.ServiceDefaults.Certificates;
using SocketWarp.ServiceDefaults.Http;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.ServiceDefaults.Settings;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.ServiceDefaults.Telemetry;

namespace SocketWarp.ServiceDefaults;

/// <summary>Host builders with our conventions and nothing else: no files, variables or URLs that the documentation does not name.</summary>
public static class ServiceApplication
{
    /// <summary>For a process that serves HTTP. Endpoints are added by configuring Kestrel's options.</summary>
    /// <param name="service">Short lower-case name, for telemetry: <c>controlapi</c>.</param>
    /// <param name="args">The command line.</param>
    /// <param name="defaults">Settings that the composition wants where the user says nothing.</param>
    public static WebApplicationBuilder CreateWebBuilder(string service, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null)
    {
        var builder = CreateEmptyWebBuilder(service);
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.Services.AddServiceTelemetry(service, builder.Configuration, WebTelemetry.Add).AddSettings<ProcessSettings>(ProcessSettings.Section);
        builder.AddServiceDefaults();
        return builder;
    }

    /// <summary>For a part of a process that serves HTTP in a host of its own, beside the process's: one that reads its own section only, and leaves signals, traces and metrics to the other.</summary>
    public static WebApplicationBuilder CreateWebPartBuilder(string service, string section, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>> defaults)
    {
        var builder = CreateEmptyWebBuilder(service);
        ServiceConfiguration.Use(builder.Configuration, args, defaults, section, ServiceLogging.Section, FileWatchSettings.Section);
        builder.Services.AddSingleton<IHostLifetime, PartLifetime>();
        builder.Services.AddPartTelemetry(service, args);
        builder.AddServiceDefaults();
        return builder;
    }

    /// <summary>For a process without HTTP.</summary>
    public static HostApplicationBuilder CreateBuilder(string service, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = service });
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.Services.AddServiceTelemetry(service, builder.Configuration).AddSettings<ProcessSettings>(ProcessSettings.Section);
        builder.AddServiceDefaults();
        return builder;
    }

    private static WebApplicationBuilder CreateEmptyWebBuilder(string service)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = service });
        builder.WebHost.UseGuardedKestrel();
        builder.Services.AddRoutingCore();
        return builder;
    }

    private static void AddServiceDefaults(this IHostApplicationBuilder builder)
    {
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
