using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketWarp.Base;
using SocketWarp.ScepServer;
using SocketWarp.ServiceDefaults.Signals;
using SocketWarp.Web;

namespace SocketWarp.AppHost.Identity;

/// <summary>
/// The ScepServer of this process, in a host of its own: listener, tokens and state directory are one per host, and those of this host are
/// ControlApi's. It runs before the parts that enrol, and ends after them.
/// </summary>
internal sealed class EmbeddedScepServer(WebApplication server, ServiceFailure failure, ServiceSignals signals) : IHostedService, IAsyncDisposable
{
    private CancellationTokenRegistration _ended;

    /// <summary>Makes its host; nothing listens yet.</summary>
    public static WebApplication Build(IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>> defaults)
    {
        var builder = WebService.CreatePartBuilder("scepserver", "Scep", args, defaults);
        builder.Services.AddScepServer();
        var server = builder.Build();
        server.MapScepServer();
        return server;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken);
        signals.Include(server.Services.GetRequiredService<ServiceSignals>());
        _ended = server.Lifetime.ApplicationStopping.Register(Died);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ended.DisposeAsync();
        await server.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>Fails the process: the server stops by itself only when it cannot go on.</summary>
    private void Died() => failure.Fail(server.Services.GetRequiredService<ServiceFailure>().Reason ?? new StartupException("the ScepServer has ended"));
}
