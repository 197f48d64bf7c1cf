using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.AppHost.Demo;
using SocketWarp.AppHost.Endpoints;
using SocketWarp.AppHost.Pki;
using SocketWarp.AppHost.Settings;
using SocketWarp.AppHost.Verify;
using SocketWarp.Connector;
using SocketWarp.ControlApi;
using SocketWarp.QuicGateway;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.AppHost.Composition;

/// <summary>Everything in one host: the parts as they are, told of each other by settings, and what stands in for foreign systems.</summary>
public static class AppHostComposition
{
    public static IHost Build(IReadOnlyList<string> args)
    {
        var settings = ReadSettings(args);
        var ports = AppHostPorts.Choose(settings);
        var files = new AppHostFiles(settings.StateDirectory);
        var authority = DevelopmentCertificates.Ensure(files);

        var builder = ServiceApplication.CreateWebBuilder("apphost", args, AppHostDefaults.For(ports, files));
        builder.Services
            .AddSettings<AppHostSettings>(AppHostSettings.Section)
            .AddSingleton(settings)
            .AddSingleton(ports)
            .AddSingleton(files)
            .AddSingleton(new VerifyEndpoint(authority))
            .AddHostedService<DemoServers>()
            .AddControlApi()
            .AddQuicGateway()
            .AddConnector()
            .AddHostedService<DemoStart>();

        var app = builder.Build();
        app.MapControlApi();
        return app;
    }

    /// <summary>Before the host exists, because the settings of its parts follow from these.</summary>
    private static AppHostSettings ReadSettings(IReadOnlyList<string> args)
    {
        using var all = new ConfigurationManager();
        ServiceConfiguration.Use(all, args);
        // The other sections have no reader yet, which would be an error.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all.AsEnumerable().Where(s => s.Key.StartsWith($"{AppHostSettings.Section}:", StringComparison.OrdinalIgnoreCase))).Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSettings<AppHostSettings>(AppHostSettings.Section)
            .BuildServiceProvider();
        try
        {
            return services.GetRequiredService<IOptions<AppHostSettings>>().Value;
        }
        catch (OptionsValidationException e)
        {
            throw new SettingsException([.. e.Failures]);
        }
    }
}
