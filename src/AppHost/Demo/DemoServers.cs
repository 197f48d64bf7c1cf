using Microsoft.Extensions.Hosting;
using SocketWarp.AppHost.Endpoints;
using SocketWarp.AppHost.Verify;

namespace SocketWarp.AppHost.Demo;

/// <summary>What stands in for foreign systems: the service inside, and the SCEP server's verify URL. Up before the parts that call them.</summary>
internal sealed class DemoServers(AppHostPorts ports, VerifyEndpoint verify) : IHostedService, IAsyncDisposable
{
    private readonly List<LoopbackServer> _servers = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _servers.Add(await DemoTarget.StartAsync(ports.Target, cancellationToken));
        _servers.Add(await verify.StartAsync(ports.Verify, cancellationToken));
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        _servers.Clear();
    }
}
