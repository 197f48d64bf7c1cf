using Microsoft.Extensions.Options;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Legacy;

/// <summary>
/// Removes tentative assignments that nobody settles: their process ended, or could not reach the store. Each process watches all of them; an open that is
/// still being answered is younger than the limit.
/// </summary>
internal sealed partial class TentativeSweep(IAssignmentStore store, IOptions<LegacySettings> settings, TimeProvider time, ILogger<TentativeSweep> logger)
    : BackgroundService
{
    /// <summary>Longer than an open can take: it waits for sessions and for the gateway, each at most OpenTimeout, and then settles.</summary>
    private readonly TimeSpan _limit = (3 * settings.Value.OpenTimeout) + TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string Id, ulong Revision), long> _since = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Value.OpenTimeout, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await SweepAsync(stoppingToken);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var tentative = (await store.ReadAsync(cancellationToken)).All.Where(a => a.Tentative).ToDictionary(a => (a.Id, a.Revision));
        foreach (var settled in _since.Keys.Where(k => !tentative.ContainsKey(k)).ToArray())
            _since.Remove(settled);
        foreach (var key in tentative.Keys)
        {
            _since.TryAdd(key, now);
            if (time.GetElapsedTime(_since[key], now) >= _limit)
                await RemoveAsync(tentative[key], cancellationToken);
        }
    }

    private async Task RemoveAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            if ((await store.RemoveTentativeAsync(assignment.Id, assignment.Revision, cancellationToken)).IsDone)
                Log.Removed(logger, assignment.Id, assignment.Port);
        }
        catch (StoreUnavailableException)
        {
            // The next round tries again.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Assignment {Id} of port {Port} removed: no ControlApi confirmed it in time; open the port again if it is wanted",
            EventName = "TentativeRemoved"
        )]
        public static partial void Removed(ILogger logger, string id, int port);
    }
}
