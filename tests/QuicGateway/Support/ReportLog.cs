using SocketWarp.Protocol.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>Reports in order, and a way to wait for one.</summary>
internal sealed class ReportLog
{
    private readonly List<GatewayReport> _reports = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<GatewayReport> All
    {
        get
        {
            lock (_reports)
                return [.. _reports];
        }
    }

    public void Add(GatewayReport report)
    {
        TaskCompletionSource changed;
        lock (_reports)
        {
            _reports.Add(report);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    /// <summary>Forgets what an earlier life has said.</summary>
    public void Clear()
    {
        lock (_reports)
            _reports.Clear();
    }

    /// <summary>Waits for a report, past or future.</summary>
    /// <param name="latestOf">When given, only the newest report of this kind counts.</param>
    public async Task<GatewayReport> WaitAsync(Func<GatewayReport, bool> match, Func<GatewayReport, bool>? latestOf = null)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            Task changed;
            lock (_reports)
            {
                var candidates = latestOf is null ? _reports : [.. _reports.Where(latestOf).TakeLast(1)];
                if (candidates.FirstOrDefault(match) is { } found)
                    return found;
                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"no such report among:\n{string.Join('\n', All)}");
        }
    }
}
