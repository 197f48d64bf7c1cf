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
        _applied = _table;
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
        await ReleaseAsync(table);
        var bound = false;
        foreach (var (id, wanted) in table.Wishes)
        {
            if (!_published.TryGetValue(id, out var published)) published = Publish(wanted);
            bound |= await published.ApplyAsync(sessions.Find(wanted.Uid) is not null);
        }

        _view = [.. _published.Values];
        // Before anything is acknowledged: what ControlApi believes to be served must survive the two of us.
        if (bound || !ReferenceEquals(table, _applied)) cache.Save(table, _view);
        foreach (var published in _view) Report(published, reportAll);
        if (reportAll || table.Revision != _applied.Revision) outbox.Post(new Applied { Revision = table.Revision });
        _applied = table;
        targets.Look(_view);
    }

    /// <summary>Ports are given back before any is bound: one may be moving to another assignment.</summary>
    private async Task ReleaseAsync(AssignmentTable table)
    {
        foreach (var (id, published) in _published.ToArray())
        {
            if (!table.Wishes.TryGetValue(id, out var wanted))
            {
                await published.ReleaseAsync();
                _published.Remove(id);
                _reported.Remove(id);
                Log.Removed(logger, id);
            }
            else if (published.Take(wanted))
            {
                await published.ReleaseAsync();
            }
        }
    }

    private PublishedAssignment Publish(Assignment wanted)
    {
        var published = factory.Create(wanted.Id);
        published.ChosenPort = _chosenBefore.GetValueOrDefault(wanted.Id);
        published.Take(wanted);
        _published.Add(wanted.Id, published);
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
