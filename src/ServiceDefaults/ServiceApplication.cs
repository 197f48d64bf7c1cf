using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = service });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.AddServiceDefaults(service, args, defaults);
        return builder;
    }

    /// <summary>For a process without HTTP.</summary>
    public static HostApplicationBuilder CreateBuilder(string service, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = service });
        builder.AddServiceDefaults(service, args, defaults);
        return builder;
    }

    private static void AddServiceDefaults(this IHostApplicationBuilder builder, string service, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults)
    {
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.UseServiceConsole();
        builder.Services.AddServiceTelemetry(service).AddServiceShutdown().AddSingleton<ServiceFailure>();
        builder.Services.AddServiceHealth();
    }
}
