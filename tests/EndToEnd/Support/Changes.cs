using System.Collections.Concurrent;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.EndToEnd.Support;

/// <summary>
/// Makes changes through both ControlApis while something fails: what was acknowledged must be there afterwards, and no port may have two owners.
/// Both want each port at about the same time, for uids that never come.
/// </summary>
internal sealed class Changes : IAsyncDisposable
{
    private const int FirstPort = 30_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, int> _acknowledged = [];
    private readonly Installation _installation;
    private readonly Task _running;

    private Changes(Installation installation)
    {
        _installation = installation;
        _running = Task.Run(() => Task.WhenAll(RunAsync(installation.First), RunAsync(installation.Second)));
    }

    public static Changes Start(Installation installation) => new(installation);

    /// <summary>Stops, and compares what both ControlApis have with what was acknowledged.</summary>
    public async Task AssertAllThereAsync()
    {
        await _stopping.CancelAsync();
        await _running.InTime();
        IReadOnlyList<AssignmentView> all = [];
        await Until.HoldsAsync(
            async () =>
            {
                all = await _installation.Api(_installation.First).ListAssignmentsAsync();
                var others = await _installation.Api(_installation.Second).ListAssignmentsAsync();
                return all.Select(a => (a.Id, a.Port, a.Revision)).Order().SequenceEqual(others.Select(a => (a.Id, a.Port, a.Revision)).Order());
            },
            Installation.BackIn,
            "both ControlApis have the same assignments"
        );
        Assert.NotEmpty(_acknowledged);
        Assert.Equal(all.Count, all.DistinctBy(a => (a.Gateway, a.Port)).Count());
        var there = all.ToDictionary(a => a.Id, a => a.Port);
        Assert.DoesNotContain(_acknowledged, a => there.GetValueOrDefault(a.Key) != a.Value);
        await CleanAsync(all);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.InTime();
        _stopping.Dispose();
    }

    /// <summary>The store takes no more than so many, and the next test looks for its own.</summary>
    private async Task CleanAsync(IReadOnlyList<AssignmentView> all)
    {
        foreach (var assignment in all.Where(a => a.Port >= FirstPort))
            await _installation.Api(_installation.First).DeleteAssignmentAsync(assignment.Id);
    }

    private async Task RunAsync(Service through)
    {
        for (var port = FirstPort; !_stopping.IsCancellationRequested; port++)
        {
            var request = new AssignmentRequest
            {
                Id = $"{through.Name}.{port}",
                Uid = through.Name,
                Target = "127.0.0.1:1",
                Port = port,
            };
            try
            {
                var made = await _installation.Api(through).CreateAssignmentAsync(request, _stopping.Token);
                _acknowledged[made.Id] = made.Port;
            }
            catch (Exception exception) when (Until.IsFault(exception) || exception is OperationCanceledException)
            {
                // Taken by the other one, refused, or nobody knows.
            }

            await Task.Delay(Pause);
        }
    }
}
