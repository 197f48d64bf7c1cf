using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.AppHost.Demo;
using SocketWarp.AppHost.Endpoints;
using SocketWarp.AppHost.Identity;
using SocketWarp.AppHost.Settings;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.Connector;
using SocketWarp.ControlApi;
using SocketWarp.QuicGateway;
using SocketWarp.ScepServer;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.Web;

namespace SocketWarp.AppHost.Composition;

/// <summary>Everything in one process: the parts as they are, told of each other by settings, and a service to publish.</summary>
public static class AppHostComposition
{
    public static IHost Build(IReadOnlyList<string> args)
    {
        var settings = ReadSettings(args);
        var ports = AppHostPorts.Choose(settings);
        var files = new AppHostFiles(settings.StateDirectory);
        var defaults = AppHostDefaults.For(ports, files, Verifies(args));

        var builder = WebService.CreateBuilder("apphost", args, [.. defaults, .. AppHostDefaults.TrustingLater()]);
        builder.Services
            .AddSettings<AppHostSettings>(AppHostSettings.Section)
            .AddSingleton(settings)
            .AddSingleton(ports)
            .AddSingleton(files)
            .AddScepServerSettings()
            .AddHostedService(s => s.GetRequiredService<EmbeddedScepServer>())
            .AddHostedService<DemoIdentities>()
            .AddHostedService<DemoServers>()
            .AddControlApi()
            .AddQuicGateway()
            .AddConnector()
            .AddHostedService<DemoStart>();
        Check(builder);

        // A start that is refused has made no authority and no tokens.
        var scepServer = EmbeddedScepServer.Build(args, defaults);
        var scep = scepServer.OpenScepServer();
        ServiceConfiguration.Use(builder.Configuration, args, [.. defaults, .. AppHostDefaults.Trusting(scep)]);
        builder.Services
            .AddSingleton(scep)
            .AddSingleton(s => new EmbeddedScepServer(scepServer, s.GetRequiredService<ServiceFailure>(), s.GetRequiredService<ServiceSignals>()));
        var app = builder.Build();
        app.MapControlApi();
        return app;
    }

    /// <summary>All settings of all parts, before anything is made.</summary>
    private static void Check(WebApplicationBuilder builder)
    {
        using var services = new ServiceCollection { builder.Services }.AddSingleton<IConfiguration>(builder.Configuration).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    /// <summary>Reads whether to verify; a wrong value is reported with the other settings.</summary>
    private static bool Verifies(IReadOnlyList<string> args)
    {
        using var configuration = new ConfigurationManager();
        ServiceConfiguration.Use(configuration, args);
        return !bool.TryParse(configuration["Gateway:Admission:Verify"], out var verify) || verify;
    }

    /// <summary>Reads the settings before the host exists, because the settings of its parts follow from these.</summary>
    private static AppHostSettings ReadSettings(IReadOnlyList<string> args)
    {
        // The other sections have no reader yet, which would be an error.
        using var configuration = new ConfigurationManager();
        ServiceConfiguration.Use(configuration, args, null, AppHostSettings.Section);
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSettings<AppHostSettings>(AppHostSettings.Section)
            .BuildServiceProvider();
        try
        {
            return services.GetRequiredService<IOptions<AppHostSettings>>().Value;
        }
        catch (OptionsValidationException)
        {
            // Reported with those of the parts, which do not depend on these.
            return new AppHostSettings();
        }
    }
}
