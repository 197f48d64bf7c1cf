using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Base;
using SocketWarp.Web.Http;

namespace SocketWarp.AllInOne.Demo;

/// <summary>A small web server for a demonstration.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private DemoServer(WebApplication application) => _application = application;

    /// <summary>The bound port, also when any free one was asked for.</summary>
    public int Port { get; private init; }

    /// <exception cref="StartupException">when the port cannot be bound.</exception>
    public static async Task<DemoServer> StartAsync(
        string name,
        IPEndPoint at,
        Action<ListenOptions> listen,
        Action<WebApplication> map,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = name });
        builder
            .WebHost.UseGuardedKestrel()
            .ConfigureKestrel(options =>
            {
                options.Limits.MaxRequestBodySize = null;
                options.Listen(at, listen);
            });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        map(application);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw new StartupException($"{at} of the {name} server cannot be bound: {e.Message}", e);
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new DemoServer(application) { Port = new Uri(address).Port };
    }

    public async ValueTask DisposeAsync()
    {
        // Ongoing demo connections have nothing worth waiting for.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
