using SocketWarp.ControlApi.Assignments;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>All that is known of one gateway: its attachment and its last reports. Safe for all threads; nothing waits in here.</summary>
internal sealed class GatewayState(string id, TimeProvider time, int maxConnectors)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReportedSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReportedState> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReportedFigures> _figures = new(StringComparer.Ordinal);
    private GatewayAttachment? _current;
    private GatewayAttachment? _last;
    private DateTimeOffset _since;
    private ulong _applied;

    public string Id => id;

    public bool IsAttached
    {
        get
        {
            lock (_lock)
                return _current is not null;
        }
    }

    /// <summary>The attachment that counts; null while it has none.</summary>
    public GatewayAttachment? Attachment
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    /// <summary>True when it is attached and has said what sessions it has.</summary>
    public bool IsSynchronized
    {
        get
        {
            lock (_lock)
                return _current is { Synchronized: true };
        }
    }

    public ulong AppliedRevision
    {
        get
        {
            lock (_lock)
                return _applied;
        }
    }

    public void Attach(GatewayAttachment attachment)
    {
        GatewayAttachment? before;
        lock (_lock)
        {
            before = _current;
            _current = _last = attachment;
            _since = time.GetUtcNow();
            _applied = 0;
            // It reports each assignment again; until then an old answer would be a guess.
            _reports.Clear();
        }

        before?.Replace();
    }

    public void Detach(GatewayAttachment attachment)
    {
        lock (_lock)
        {
            if (_current != attachment)
                return;
            _current = null;
            _since = time.GetUtcNow();
        }
    }

    public void Report(GatewayAttachment from, string assignment, ReportedState state)
    {
        lock (_lock)
        {
            if (_current != from || _reports.GetValueOrDefault(assignment)?.Revision > state.Revision)
                return;
            _reports[assignment] = state;
        }
    }

    public void Report(GatewayAttachment from, ReportedSession session)
    {
        lock (_lock)
        {
            if (_current != from)
                return;
            // The end of a session that another one has already replaced is no news.
            if (!session.Up && _sessions.TryGetValue(session.Uid, out var known) && known.Up && known.SessionId != session.SessionId)
                return;
            _sessions[session.Uid] = session;
            if (_sessions.Count > maxConnectors)
                _sessions.Remove(_sessions.Values.OrderBy(s => s.Up).ThenBy(s => s.Since).First().Uid);
        }
    }

    public void Report(GatewayAttachment from, string assignment, ReportedFigures figures)
    {
        lock (_lock)
        {
            if (_current == from)
                _figures[assignment] = figures;
        }
    }

    public void Applied(GatewayAttachment from, ulong revision, AssignmentTable table)
    {
        lock (_lock)
        {
            if (_current != from)
                return;
            // What went before it attached is not known: only then are all looked at.
            var removed = from.Synchronized ? table.RemovedSince(_applied, id) : null;
            _applied = Math.Max(_applied, revision);
            foreach (var gone in removed ?? [.. _reports.Keys.Concat(_figures.Keys).Where(a => table.Find(a)?.Gateway != id)])
            {
                _reports.Remove(gone);
                _figures.Remove(gone);
            }

            if (from.Synchronized)
                return;
            from.Synchronized = true;
            foreach (var lost in _sessions.Values.Where(s => s.Up && s.ReportedBy != from).ToArray())
                _sessions[lost.Uid] = lost with { Up = false, Since = time.GetUtcNow(), Reason = "gone while the gateway was not attached" };
        }
    }

    public ReportedState? ReportOn(string assignment)
    {
        lock (_lock)
            return _reports.GetValueOrDefault(assignment);
    }

    public ReportedFigures? FiguresOf(string assignment)
    {
        lock (_lock)
            return _figures.GetValueOrDefault(assignment);
    }

    public bool HasSession(string uid)
    {
        lock (_lock)
            return _current is not null && _sessions.TryGetValue(uid, out var session) && session.Up;
    }

    public GatewaySnapshot Snapshot()
    {
        lock (_lock)
            return new GatewaySnapshot(id, _current is not null, _last, _since, _applied, [.. _sessions.Values]);
    }
}
