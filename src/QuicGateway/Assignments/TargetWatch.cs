using System.Collections.Concurrent;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway.Assignments;

/// <summary>Knows of each assignment whose uid has a session whether its target can be dialled.</summary>
internal sealed class TargetWatch(LiveSessions sessions, VisitorSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WatchedTarget> _watched = [];
    private readonly TaskTracker _running = new();

    /// <summary>The newest answer about an assignment's target; null when there is none.</summary>
    public TargetReport? Find(string assignment) => _watched.GetValueOrDefault(assignment)?.Last;

    /// <summary>Takes up what is new and drops what is gone; called by the keeper after each change of assignments or sessions.</summary>
    public void Look(IReadOnlyList<PublishedAssignment> published)
    {
        if (settings.TargetProbeInterval == TimeSpan.Zero) return;
        var gone = _watched.Keys.ToHashSet();
        foreach (var assignment in published)
        {
            if (assignment.Rules is not { } rules || sessions.Find(rules.Uid) is not { } session) continue;
            gone.Remove(assignment.Id);
            if (_watched.TryGetValue(assignment.Id, out var before) && before.IsOf(session, assignment.Target)) continue;
            before?.Dispose();
            var watched = _watched[assignment.Id] = new WatchedTarget(session, assignment.Target, rules.Target, settings, time);
            var ended = watched.Ended;
            _running.Run(() => watched.RunAsync(ended));
        }

        foreach (var id in gone) Drop(id);
    }

    /// <summary>After the keeper has ended.</summary>
    public Task EndAsync()
    {
        foreach (var id in _watched.Keys) Drop(id);
        return _running.WhenAllAsync();
    }

    private void Drop(string assignment)
    {
        if (_watched.TryRemove(assignment, out var watched)) watched.Dispose();
    }
}
