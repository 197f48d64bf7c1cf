namespace SocketWarp.ScepServer.Clients;

/// <summary>Tells watchers what ends by the clock, when it ends: certificates, pending periods, secrets.</summary>
internal sealed class ClientClock(ClientRegistry registry, ClientChanges changes, TimeProvider time) : BackgroundService
{
    /// <summary>The clock may be set meanwhile.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    // Just after the instant itself, at which certificates still hold.
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = time.GetUtcNow();
        foreach (var client in registry.Current.All)
            changes.Publish(client.Uid, client.DueTimes, started);
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            var (next, changed) = changes.PublishDue(now);
            var sleep = next is { } at && at + After - now < LongestSleep ? at + After - now : LongestSleep;
            using var sooner = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(changed, Task.Delay(sleep, time, sooner.Token));
            await sooner.CancelAsync();
        }
    }
}
