using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.ControlLink;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.State;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Assignments;

/// <summary>
/// Makes the ports what the wishes and the sessions say they should be. One loop compares and corrects; whoever changes something only
/// wakes it, so that no order of events can leave a port in the wrong state.
/// </summary>
internal sealed partial class AssignmentKeeper(
    PublishedAssignmentFactory factory, LiveSessions sessions, SnapshotCache cache, ReportOutbox outbox, TargetWatch targets, TimeProvider time, ILogger<AssignmentKeeper> logger) : ISessionObserver
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, PublishedAssignment> _published = [];
    private readonly Dictionary<string, AssignmentReport> _reported = [];
    private IReadOnlyDictionary<string, int> _chosenBefore = new Dictionary<string, int>();
    private AssignmentTable _applied = AssignmentTable.Empty;
    private volatile AssignmentTable _table = AssignmentTable.Empty;
    private volatile IReadOnlyList<PublishedAssignment> _view = [];
    private volatile bool _reportAll;

    /// <summary>What is published now; only visitor handlers may be used.</summary>
    public IReadOnlyList<PublishedAssignment> Published => _view;

    /// <summary>Starts with what the cache holds; before anything else is called.</summary>
    public void Restore()
    {
        (_table, _chosenBefore) = cache.Load();
    }

    /// <summary>Takes over what ControlApi says; called by one link at a time.</summary>
    public void Accept(ControlUpdate update)
    {
        switch (update.KindCase)
        {
            case ControlUpdate.KindOneofCase.Snapshot:
                _table = AssignmentTable.From(update.Snapshot);
                _reportAll = true;
                break;
            case ControlUpdate.KindOneofCase.Delta:
                _table = _table.With(update.Delta);
                break;
        }

        Wake();
    }

    public void SessionUp(GatewaySession session) => Wake();

    public void SessionDraining(GatewaySession session) => Wake();

    public void SessionDown(GatewaySession session, SessionClose close) => Wake();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await ReconcileAsync();
            await WaitAsync(stopping);
        }
    }

    /// <summary>No more visitors; after <see cref="RunAsync"/> has ended.</summary>
    public void StopAccepting()
    {
        foreach (var published in _published.Values) published.StopAccepting();
    }

    /// <summary>Gives all ports back; after <see cref="RunAsync"/> has ended.</summary>
    public async Task ReleaseAllAsync()
    {
        foreach (var published in _published.Values) await published.ReleaseAsync();
    }

    private async Task ReconcileAsync()
    {
        // In this order: a snapshot that comes in between is reported whole in the next round.
        var reportAll = _reportAll;
        _reportAll = false;
        var table = _table;
        var change = ReferenceEquals(table, _applied) ? null : await TakeAsync(table);
        var moved = new List<PublishedAssignment>();
        var bound = false;
        foreach (var published in _published.Values)
        {
            var hasSession = sessions.Find(published.Uid) is not null;
            if (published.IsSettled(hasSession)) continue;
            bound |= await published.ApplyAsync(hasSession);
            moved.Add(published);
        }

        if (change is not null) _view = [.. _published.Values];
        // Before anything is acknowledged: what ControlApi believes to be served must survive the two of us.
        if (reportAll || bound || change is not null) Save(table, change ?? new Change([], []), moved, reportAll);
        foreach (var published in reportAll ? _view : moved) Report(published, reportAll);
        if (reportAll || table.Revision != _applied.Revision) outbox.Post(new Applied { Revision = table.Revision });
        _applied = table;
        if (moved.Count > 0 || change is not null) targets.Look(_view);
    }

    /// <summary>Takes over the wishes. Ports are given back before any is bound: one may be moving to another assignment.</summary>
    private async Task<Change> TakeAsync(AssignmentTable table)
    {
        var change = new Change([], []);
        foreach (var (id, published) in _published)
        {
            if (table.Wishes.ContainsKey(id)) continue;
            await published.ReleaseAsync();
            _published.Remove(id);
            _reported.Remove(id);
            change.Removed.Add(id);
            Log.Removed(logger, id);
        }

        foreach (var (id, wanted) in table.Wishes)
        {
            if (!_published.TryGetValue(id, out var published)) _published.Add(id, published = Create(id));
            if (published.Has(wanted)) continue;
            if (published.Take(wanted)) await published.ReleaseAsync();
            change.Changed.Add(wanted);
        }

        return change;
    }

    private void Save(AssignmentTable table, Change change, IEnumerable<PublishedAssignment> moved, bool whole)
    {
        if (!whole && cache.TryAppend(table.Revision, change.Changed, change.Removed, ChosenPorts(moved))) return;
        cache.Replace(table, ChosenPorts(_published.Values));
    }

    private static Dictionary<string, int> ChosenPorts(IEnumerable<PublishedAssignment> published) =>
        published.Where(p => p.ChosenPort != 0).ToDictionary(p => p.Id, p => p.ChosenPort);

    private PublishedAssignment Create(string id)
    {
        var published = factory.Create(id);
        published.ChosenPort = _chosenBefore.GetValueOrDefault(id);
        return published;
    }

    private void Report(PublishedAssignment published, bool always)
    {
        var report = published.Report();
        var before = _reported.GetValueOrDefault(report.Id);
        // A failure of a tunnel changes only the reason, and travels with the counters.
        var news = before is null || report.State != before.State || report.Revision != before.Revision || report.Port != before.Port
            || report.State == AssignmentState.Failed && report.Reason != before.Reason;
        if (!always && !news) return;
        _reported[report.Id] = report;
        outbox.Post(report);
        if (before is not null && report.State == before.State && report.Port == before.Port) return;
        if (report.State == AssignmentState.Failed) Log.Failed(logger, report.Id, report.Reason);
        else Log.State(logger, report.Id, report.State, report.Port);
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        var delay = _published.Values.Min(p => p.BindAt) - time.GetUtcNow();
        if (delay <= TimeSpan.Zero) return;
        using var due = delay is { } bounded ? new CancellationTokenSource(bounded, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, due.Token);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look anyway.
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>What a new table says differently.</summary>
    private sealed record Change(List<Assignment> Changed, List<string> Removed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Assignment {id} is {state} on port {port}", EventName = "AssignmentState")]
        public static partial void State(ILogger logger, string id, AssignmentState state, uint port);

        [LoggerMessage(2, LogLevel.Warning, "Assignment {id} failed: {reason}", EventName = "AssignmentFailed")]
        public static partial void Failed(ILogger logger, string id, string reason);

        [LoggerMessage(3, LogLevel.Information, "Assignment {id} is gone; its visitors may finish", EventName = "AssignmentRemoved")]
        public static partial void Removed(ILogger logger, string id);
    }
}
