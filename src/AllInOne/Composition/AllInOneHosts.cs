using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.AllInOne.Demo;
using SocketWarp.AllInOne.Endpoints;
using SocketWarp.AllInOne.Identity;
using SocketWarp.AllInOne.Settings;
using SocketWarp.Base.Settings;
using SocketWarp.Connector;
using SocketWarp.Connector.Settings;
using SocketWarp.ControlApi;
using SocketWarp.QuicGateway;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ScepServer;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne.Composition;

/// <summary>Everything in one process: the services as they are, told of each other by settings, and a target to publish.</summary>
internal static class AllInOneHosts
{
    /// <returns>In the order in which they start.</returns>
    public static IReadOnlyList<Func<IHost?, IHost>> Build(IReadOnlyList<string> args)
    {
        using var configuration = new ConfigurationManager();
        ServiceConfiguration.Use(configuration, args);
        var settings = ReadSettings(args);
        var ports = AllInOnePorts.Choose(settings);
        var files = new AllInOneFiles(settings.StateDirectory, configuration);
        // What is no answer is reported with the other settings.
        var verify = !bool.TryParse(configuration["Gateway:Admission:Verify"], out var answer) || answer;
        var defaults = AllInOneDefaults.For(ports, files, verify);
        IHost scep = null!,
            gateway = null!,
            connector = null!;
        return
        [
            _ => scep = ScepServerProgram.Build(args, defaults, Part(null)),
            first => BuildDemo(first, services => services.AddHostedService<DemoIdentities>()),
            first => ControlApiProgram.Build(args, defaults, Part(first)),
            first => gateway = GatewayProgram.Build(args, defaults, Part(first)),
            first => connector = ConnectorProgram.Build(args, defaults, Part(first)),
            first => BuildDemo(first, services => services.AddHostedService<DemoTargetService>().AddHostedService<DemoStart>()),
        ];

        ProcessPart Part(IHost? first) => new("allinone", ServiceConfiguration.Sections, first);

        IHost BuildDemo(IHost? first, Action<IServiceCollection> add)
        {
            var builder = ServiceApplication.CreateBuilder("demo", args, defaults, Part(first));
            builder
                .Services.AddSettings<AllInOneSettings>(AllInOneSettings.Section)
                .AddSingleton(settings)
                .AddSingleton(ports)
                .AddSingleton(files)
                .AddSingleton(new TargetSettings { Listen = new IPEndPoint(IPAddress.Loopback, ports.Target) })
                .AddSingleton(_ => scep.Services.GetRequiredService<ScepServerAddresses>())
                .AddSingleton(_ => gateway.Services.GetRequiredService<GatewaySettings>())
                .AddSingleton(_ => connector.Services.GetRequiredService<ConnectorSettings>());
            add(builder.Services);
            return builder.Build();
        }
    }

    /// <summary>Before any host exists, because the settings of the services follow from these.</summary>
    private static AllInOneSettings ReadSettings(IReadOnlyList<string> args)
    {
        // The other sections have no reader here, which would be an error.
        using var configuration = new ConfigurationManager();
        ServiceConfiguration.Use(configuration, args, null, AllInOneSettings.Section);
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSettings<AllInOneSettings>(AllInOneSettings.Section)
            .BuildServiceProvider();
        try
        {
            return services.GetRequiredService<IOptions<AllInOneSettings>>().Value;
        }
        catch (OptionsValidationException)
        {
            // Reported with those of the services, which do not depend on these.
            return new AllInOneSettings();
        }
    }
}
