using Microsoft.Extensions.Hosting;

namespace SocketWarp.Store.Tests.Support;

/// <summary>A host that only notes that it was told to stop.</summary>
internal sealed class TestLifetime : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public bool HasStopped { get; private set; }

    public void StopApplication() => HasStopped = true;
}
