using Microsoft.Extensions.Hosting;

namespace SocketWarp.Web;

/// <summary>Of a host that is a part of a process: signals are for the process's host, which ends the parts in its order.</summary>
internal sealed class PartLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
