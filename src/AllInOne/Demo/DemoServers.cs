using Microsoft.Extensions.Hosting;
using SocketWarp.AllInOne.Endpoints;

namespace SocketWarp.AllInOne.Demo;

/// <summary>The service inside. Up before the parts that lead to it.</summary>
internal sealed class DemoServers(AllInOnePorts ports) : IHostedService, IAsyncDisposable
{
    private LoopbackServer? _target;

    public async Task StartAsync(CancellationToken cancellationToken) => _target = await DemoTarget.StartAsync(ports.Target, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_target is not null)
            await _target.DisposeAsync();
        _target = null;
    }
}
