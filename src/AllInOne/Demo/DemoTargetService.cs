using Microsoft.Extensions.Hosting;

namespace SocketWarp.AllInOne.Demo;

/// <summary>The service inside. Up before the parts that lead to it.</summary>
internal sealed class DemoTargetService(TargetSettings settings) : IHostedService, IAsyncDisposable
{
    private DemoServer? _target;

    public async Task StartAsync(CancellationToken cancellationToken) => _target = await DemoTarget.StartAsync(settings.Listen, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_target is not null)
            await _target.DisposeAsync();
        _target = null;
    }
}
