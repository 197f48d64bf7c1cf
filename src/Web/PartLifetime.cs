using Microsoft.Extensions.Hosting;

namespace SocketWarp.Web;

/// <summary>The lifetime of a host that is part of a process: signals are for the process's host, which ends its parts in order.</summary>
internal sealed class PartLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
