using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne.Demo;

/// <summary>The demo target as a process of its own, for compositions of several processes.</summary>
internal static class TargetHost
{
    public static ServiceHelp Help { get; } =
        new(
            "socketwarp-target",
            "Runs the demo target alone: an echo, a small page, and test data in both directions, on one port.",
            "Target",
            ("Target:Listen 127.0.0.1:7007", "where it listens, TCP")
        );

    public static IHost Build(IReadOnlyList<string> args)
    {
        var builder = ServiceApplication.CreateBuilder("target", args);
        builder
            .Services.AddSettings<TargetSettings>(TargetSettings.Section)
            .AddSingleton(s => s.GetRequiredService<IOptions<TargetSettings>>().Value)
            .AddHostedService<DemoTargetService>();
        return builder.Build();
    }
}
