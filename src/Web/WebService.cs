using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Certificates;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.ServiceDefaults.Telemetry;
using SocketWarp.Web.Http;

namespace SocketWarp.Web;

/// <summary>Builders for hosts that serve HTTP, as <see cref="ServiceApplication"/> has them for others. Endpoints are added by configuring Kestrel's options.</summary>
public static class WebService
{
    /// <param name="service">Short lower-case name, for telemetry: <c>controlapi</c>.</param>
    /// <param name="args">The command line.</param>
    /// <param name="defaults">Settings that the composition wants where the user says nothing.</param>
    public static WebApplicationBuilder CreateBuilder(string service, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null)
    {
        var builder = CreateEmptyBuilder(service);
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.Services.AddServiceTelemetry(service, builder.Configuration, WebTelemetry.Add).AddSettings<ProcessSettings>(ProcessSettings.Section);
        builder.AddServiceDefaults();
        return builder;
    }

    /// <summary>Creates the host of a part inside a process: it reads its own section only, and leaves signals, traces and metrics to the process.</summary>
    public static WebApplicationBuilder CreatePartBuilder(string service, string section, IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>> defaults)
    {
        var builder = CreateEmptyBuilder(service);
        ServiceConfiguration.Use(builder.Configuration, args, defaults, section, ServiceLogging.Section, FileWatchSettings.Section);
        builder.Services.AddSingleton<IHostLifetime, PartLifetime>();
        builder.Services.AddPartTelemetry(service, args);
        builder.AddServiceDefaults();
        return builder;
    }

    private static WebApplicationBuilder CreateEmptyBuilder(string service)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = service });
        builder.WebHost.UseGuardedKestrel();
        builder.Services.AddRoutingCore();
        return builder;
    }
}
