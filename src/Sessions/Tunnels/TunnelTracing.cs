using System.Diagnostics;
using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Sessions.Tunnels;

/// <summary>One activity for each tunnel, where somebody samples them.</summary>
/// <param name="name">The name of each activity.</param>
/// <param name="peer">What the tags call the end of the tunnel that is reached by the session.</param>
/// <param name="socket">What they call the end at our socket.</param>
/// <param name="nameOf">Names the code of a failure.</param>
public sealed class TunnelTracing(ActivitySource source, string name, ActivityKind kind, string peer, string socket, Func<ErrorCode, string> nameOf)
{
    /// <param name="traceparent">The activity that the other end has for the tunnel; null or empty: none.</param>
    /// <returns>null when nobody listens or samples.</returns>
    public Activity? Start(string? traceparent = null)
    {
        if (!source.HasListeners())
            return null;
        _ = ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent);
        // All tunnels of a port or a session begin on the same thread: none may become the child of another.
        Activity.Current = null;
        var activity = source.StartActivity(name, kind, parent);
        Activity.Current = null;
        return activity;
    }

    /// <summary>Makes what is logged from here to <see cref="End"/> a part of the activity.</summary>
    public static void Resume(Activity? activity)
    {
        if (activity is not null)
            Activity.Current = activity;
    }

    public void End(Activity? activity, in TunnelOutcome outcome)
    {
        if (activity is null)
            return;
        activity
            .SetTag("socketwarp.end", outcome.End.ToString())
            .SetTag($"socketwarp.bytes_to_{peer}", outcome.BytesToPeer)
            .SetTag($"socketwarp.bytes_to_{socket}", outcome.BytesToSocket);
        if (outcome.End != TunnelEnd.Completed)
            activity.SetStatus(ActivityStatusCode.Error, nameOf((ErrorCode)outcome.Code));
        activity.Dispose();
        Activity.Current = null;
    }
}
