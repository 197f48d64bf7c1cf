using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>
/// Opens and closes ports until they match the assignments and the live sessions. One loop compares and corrects; other code only
/// wakes it, so that no order of events can leave a port in the wrong state. It looks at the assignments that were changed, and at all of
/// them after a snapshot or a session's coming or going: a change costs the same beside ten others or ten thousand.
/// </summary>
internal sealed partial class AssignmentKeeper(
    AssignmentPublisherFactory factory,
    LiveSessions sessions,
    SnapshotCache cache,
    IAssignmentReports reports,
    TargetWatch targets,
    TimeProvider time,
    ILogger<AssignmentKeeper> logger
) : ISessionObserver
{
    private static readonly ActivitySource Source = new("SocketWarp.QuicGateway");

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, AssignmentPublisher> _published = [];
    private readonly HashSet<AssignmentPublisher> _unsettled = []; // changed, or to be bound later
    private readonly Dictionary<string, AssignmentReport> _reported = [];
    private IReadOnlyDictionary<string, int> _chosenBefore = new Dictionary<string, int>();
    private WantedAssignments _applied = WantedAssignments.Empty;
    private readonly Lock _newsLock = new();
    private News _news = new(WantedAssignments.Empty, [], [], false);
    private bool _sessionsMoved;

    /// <summary>What is published now; only visitor handlers may be used.</summary>
    public IEnumerable<AssignmentPublisher> Published => _published.Select(p => p.Value);

    public bool Publishes(string id) => _published.ContainsKey(id);

    /// <summary>The newest revision that ControlApi told of.</summary>
    public ulong Revision
    {
        get
        {
            lock (_newsLock)
                return _news.Table.Revision;
        }
    }

    /// <summary>Starts with what the cache holds; before anything else is called.</summary>
    public void Restore()
    {
        (var table, _chosenBefore) = cache.Load();
        _news = new News(table, [.. table.Assignments.Keys], [], false);
    }

    /// <summary>Takes over what ControlApi says; called by one link at a time.</summary>
    public void Accept(ControlUpdate update)
    {
        lock (_newsLock)
        {
            switch (update.KindCase)
            {
                case ControlUpdate.KindOneofCase.Snapshot:
                    _news = new News(WantedAssignments.From(update.Snapshot), [], [], true);
                    break;
                case ControlUpdate.KindOneofCase.Delta:
                    _news.Named.UnionWith(update.Delta.Removals);
                    _news.Named.UnionWith(update.Delta.Upserts.Select(a => a.Id));
                    foreach (var traced in update.Delta.Upserts.Where(a => a.Traceparent.Length > 0))
                    {
                        // It belongs to this change, and not to the assignment that is kept.
                        _news.Traces[traced.Id] = traced.Traceparent;
                        traced.Traceparent = "";
                    }

                    _news = _news with { Table = _news.Table.With(update.Delta) };
                    break;
            }
        }

        Wake();
    }

    public void SessionUp(GatewaySession session) => SessionMoved();

    public void SessionDraining(GatewaySession session) => SessionMoved();

    public void SessionRulesChanged(GatewaySession session) => SessionMoved();

    public void SessionDown(GatewaySession session, SessionClose close) => SessionMoved();

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
        foreach (var published in Published)
            published.StopAccepting();
    }

    /// <summary>Gives all ports back; after <see cref="RunAsync"/> has ended.</summary>
    public async Task ReleaseAllAsync()
    {
        foreach (var published in Published)
            await published.ReleaseAsync();
    }

    private async Task ReconcileAsync()
    {
        // Before any session is looked for: one that moves in between is looked for in the next round.
        var lookAtAll = Interlocked.Exchange(ref _sessionsMoved, false);
        var (table, named, traces, reportAll) = TakeNews();
        lookAtAll |= reportAll;
        var change = await TakeAsync(table, reportAll ? _published.Keys.Union(table.Assignments.Keys) : named);
        var moved = new List<AssignmentPublisher>();
        var bound = false;
        foreach (var published in lookAtAll ? Published : [.. _unsettled])
        {
            var client = sessions.Find(published.Uid)?.Rules;
            if (published.IsSettled(client))
                continue;
            using (var activity = StartTrace(traces.GetValueOrDefault(published.Id)))
            {
                bound |= await published.ApplyAsync(client);
                Describe(activity, published);
            }

            moved.Add(published);
            if (published.BindAt is null)
                _unsettled.Remove(published);
            else
                _unsettled.Add(published);
        }

        // Before anything is acknowledged: what ControlApi believes to be served must survive the two of us.
        if (reportAll || bound || !ReferenceEquals(table, _applied))
            Save(table, change, moved, reportAll);
        foreach (var published in reportAll ? Published : moved)
            Report(published, reportAll);
        if (reportAll || table.Revision != _applied.Revision)
            reports.Post(new Applied { Revision = table.Revision });
        _applied = table;
        foreach (var id in change.Removed)
            targets.Drop(id);
        targets.Look(lookAtAll ? Published : moved);
    }

    private News TakeNews()
    {
        lock (_newsLock)
        {
            var news = _news;
            _news = new News(news.Table, [], [], false);
            return news;
        }
    }

    /// <param name="traceparent">Of the request that made the change; null: nobody traces it.</param>
    private static Activity? StartTrace(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var request)
            ? Source.StartActivity("apply assignment", ActivityKind.Consumer, request)
            : null;

    private static void Describe(Activity? activity, AssignmentPublisher published)
    {
        if (activity is null)
            return;
        var report = published.Report();
        activity.SetTag("socketwarp.assignment", report.Id).SetTag("socketwarp.state", report.State.ToString()).SetTag("server.port", (int)report.Port);
        if (report.State == AssignmentState.Failed)
            activity.SetStatus(ActivityStatusCode.Error, report.Reason);
    }

    /// <summary>Takes over the assignments. Ports are given back before any is bound: one may be moving to another assignment.</summary>
    private async Task<Change> TakeAsync(WantedAssignments table, IEnumerable<string> named)
    {
        var change = new Change([], []);
        foreach (var id in named)
        {
            var known = _published.TryGetValue(id, out var published);
            if (!table.Assignments.TryGetValue(id, out var wanted))
            {
                if (known)
                    await RemoveAsync(published!, change);
                continue;
            }

            if (!known)
                published = _published[id] = Create(id);
            if (published!.Has(wanted))
                continue;
            if (published.Take(wanted))
                await published.ReleaseAsync();
            _unsettled.Add(published);
            change.Changed.Add(wanted);
        }

        return change;
    }

    private async Task RemoveAsync(AssignmentPublisher published, Change change)
    {
        await published.ReleaseAsync();
        _published.TryRemove(published.Id, out _);
        _unsettled.Remove(published);
        _reported.Remove(published.Id);
        change.Removed.Add(published.Id);
        Log.Removed(logger, published.Id);
    }

    private void Save(WantedAssignments table, Change change, IEnumerable<AssignmentPublisher> moved, bool whole)
    {
        if (!whole && cache.TryAppend(table.Revision, change.Changed, change.Removed, ChosenPorts(moved)))
            return;
        cache.Replace(table, ChosenPorts(Published));
    }

    private static Dictionary<string, int> ChosenPorts(IEnumerable<AssignmentPublisher> published) =>
        published.Where(p => p.ChosenPort != 0).ToDictionary(p => p.Id, p => p.ChosenPort);

    private AssignmentPublisher Create(string id)
    {
        var published = factory.Create(id);
        published.ChosenPort = _chosenBefore.GetValueOrDefault(id);
        return published;
    }

    private void Report(AssignmentPublisher published, bool always)
    {
        var report = published.Report();
        var before = _reported.GetValueOrDefault(report.Id);
        // A failure of a tunnel changes only the reason, and travels with the counters.
        var news =
            before is null
            || report.State != before.State
            || report.Revision != before.Revision
            || report.Port != before.Port
            || report.State == AssignmentState.Failed && report.Reason != before.Reason;
        if (!always && !news)
            return;
        _reported[report.Id] = report;
        reports.Post(report);
        if (before is not null && report.State == before.State && report.Port == before.Port)
            return;
        if (report.State == AssignmentState.Failed)
            Log.Failed(logger, report.Id, report.Reason);
        else
            Log.State(logger, report.Id, report.State, report.Port);
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        var delay = _unsettled.Min(p => p.BindAt) - time.GetUtcNow();
        if (delay <= TimeSpan.Zero)
            return;
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

    private void SessionMoved()
    {
        Volatile.Write(ref _sessionsMoved, true);
        Wake();
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>What ControlApi has said since it was last looked at.</summary>
    /// <param name="Named">The ids that it named, whether the table has them or not.</param>
    /// <param name="Traces">The trace of the request that changed an assignment, by id.</param>
    /// <param name="IsSnapshot">It named all, also those that were left out, and wants to hear of all.</param>
    private sealed record News(WantedAssignments Table, HashSet<string> Named, Dictionary<string, string> Traces, bool IsSnapshot);

    /// <summary>What a new table says differently.</summary>
    private sealed record Change(List<Assignment> Changed, List<string> Removed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Assignment {Id} is {State} on port {Port}", EventName = "AssignmentState")]
        public static partial void State(ILogger logger, string id, AssignmentState state, uint port);

        [LoggerMessage(2, LogLevel.Warning, "Assignment {Id} failed: {Reason}", EventName = "AssignmentFailed")]
        public static partial void Failed(ILogger logger, string id, string reason);

        [LoggerMessage(3, LogLevel.Information, "Assignment {Id} is gone; its visitors may finish", EventName = "AssignmentRemoved")]
        public static partial void Removed(ILogger logger, string id);
    }
}
