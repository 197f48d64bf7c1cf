using Microsoft.Extensions.Hosting;

namespace SocketWarp.ServiceDefaults;

/// <summary>The lifetime of every host: signals are for <see cref="ServiceRunner"/>, which ends all hosts of the process in order.</summary>
internal sealed class RunnerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
