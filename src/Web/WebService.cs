using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Http;

namespace SocketWarp.Web;

/// <summary>
/// Builders for hosts that serve HTTP, as <see cref="ServiceApplication"/> has them for others. Endpoints are added by configuring Kestrel's options.
/// </summary>
public static class WebService
{
    /// <param name="service">Short lower-case name, for telemetry: <c>controlapi</c>.</param>
    /// <param name="args">The command line.</param>
    /// <param name="defaults">Settings that the composition wants where the user says nothing.</param>
    /// <param name="part">Null: the host is the whole process.</param>
    public static WebApplicationBuilder CreateBuilder(
        string service,
        IReadOnlyList<string> args,
        IEnumerable<KeyValuePair<string, string?>>? defaults = null,
        ProcessPart? part = null
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = service });
        builder.WebHost.UseGuardedKestrel();
        builder.Services.AddRoutingCore();
        ServiceConfiguration.Use(builder.Configuration, args, defaults);
        builder.AddServiceDefaults(service, part, WebTelemetry.Add);
        return builder;
    }
}
