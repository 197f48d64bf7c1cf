using System.Collections.Concurrent;
using SocketWarp.Base;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>Knows for each assignment whose uid has a session whether its target can be dialled.</summary>
internal sealed class TargetWatch(LiveSessions sessions, VisitorSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WatchedTarget> _watched = [];
    private readonly TaskTracker _running = new();

    /// <summary>The newest answer about an assignment's target; null before the first.</summary>
    public TargetReport? Find(string assignment) => _watched.GetValueOrDefault(assignment)?.Last;

    /// <summary>Called by the keeper for assignments that changed, and for all after sessions did.</summary>
    public void Look(IEnumerable<AssignmentPublisher> published)
    {
        if (settings.TargetProbeInterval == TimeSpan.Zero)
            return;
        foreach (var publisher in published)
        {
            var session = publisher.Assignment is { } assignment ? sessions.Find(assignment.Uid) : null;
            if (session is not null && _watched.TryGetValue(publisher.Id, out var before) && before.IsOf(session, publisher.Target))
                continue;
            Drop(publisher.Id);
            if (session is null)
                continue;
            var watched = _watched[publisher.Id] = new WatchedTarget(session, publisher.Target, publisher.Assignment!.Target, settings, time);
            var ended = watched.Ended;
            _running.Run(() => watched.RunAsync(ended));
        }
    }

    public void Drop(string assignment)
    {
        if (_watched.TryRemove(assignment, out var watched))
            watched.Dispose();
    }

    /// <summary>Stops all probes, after the keeper has ended.</summary>
    public Task EndAsync()
    {
        foreach (var id in _watched.Keys)
            Drop(id);
        return _running.WhenEmptyAsync();
    }
}
