using System.Threading.Channels;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>
/// What ControlApi is still to be told. Only the newest of each kind and subject is kept, so that a link that is slow costs no memory;
/// while there is no link nothing is kept, since a new link is told everything.
/// </summary>
internal sealed class ReportOutbox : IAssignmentReports
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, SessionReport> _sessions = [];
    private readonly OrderedDictionary<string, AssignmentReport> _assignments = [];
    private readonly OrderedDictionary<string, AssignmentCounters> _counters = [];
    private Applied? _applied;
    private bool _open;

    /// <summary>Keeps reports from here on.</summary>
    public void Open() => Reset(open: true);

    /// <summary>Drops what is left.</summary>
    public void Close() => Reset(open: false);

    public void Post(SessionReport report) => Post(() => _sessions[report.SessionId] = report);

    public void Post(AssignmentReport report) => Post(() => _assignments[report.Id] = report);

    public void Post(AssignmentCounters counters) => Post(() => _counters[counters.Id] = counters);

    public void Post(Applied applied) => Post(() => _applied = applied);

    /// <summary>Waits until there is something to tell.</summary>
    public async ValueTask<IReadOnlyList<GatewayReport>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Take() is { Count: > 0 } reports)
                return reports;
            await _wake.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>What there is to tell now. Applied comes last: it speaks of the assignments before it.</summary>
    public IReadOnlyList<GatewayReport> Take()
    {
        lock (_lock)
        {
            var reports = new List<GatewayReport>(_sessions.Count + _assignments.Count + 2);
            reports.AddRange(_sessions.Values.Select(r => new GatewayReport { Session = r }));
            reports.AddRange(_assignments.Values.Select(r => new GatewayReport { Assignment = r }));
            if (_counters.Count > 0)
                reports.Add(new GatewayReport { Counters = new CounterReport { Assignments = { _counters.Values } } });
            if (_applied is not null)
                reports.Add(new GatewayReport { Applied = _applied });
            Clear();
            return reports;
        }
    }

    private void Post(Action keep)
    {
        lock (_lock)
        {
            if (!_open)
                return;
            keep();
        }

        _wake.Writer.TryWrite(true);
    }

    private void Reset(bool open)
    {
        lock (_lock)
        {
            Clear();
            _open = open;
        }
    }

    private void Clear()
    {
        _sessions.Clear();
        _assignments.Clear();
        _counters.Clear();
        _applied = null;
    }
}
