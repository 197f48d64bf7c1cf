using System.Diagnostics;
using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>Activity source <c>SocketWarp.Connector</c>: one activity for each tunnel to a target, a child of the gateway's where that is traced too.</summary>
internal static class TunnelTracing
{
    private static readonly ActivitySource Source = new("SocketWarp.Connector");

    /// <param name="traceparent">The gateway's; one that cannot be read is ignored.</param>
    /// <returns>null when nobody listens or samples.</returns>
    public static Activity? Start(string traceparent)
    {
        if (!Source.HasListeners()) return null;
        _ = ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent);
        // All tunnels begin on the same thread: none may become the child of another.
        Activity.Current = null;
        var activity = Source.StartActivity("target tunnel", ActivityKind.Client, parent);
        Activity.Current = null;
        return activity;
    }

    /// <summary>Makes what is logged from here to <see cref="End"/> a part of the activity.</summary>
    public static void Resume(Activity? activity)
    {
        if (activity is not null) Activity.Current = activity;
    }

    public static void End(Activity? activity, TargetAddress target, in TunnelOutcome outcome)
    {
        if (activity is null) return;
        activity.SetTag("socketwarp.target", target.ToString()).SetTag("socketwarp.end", outcome.End.ToString())
            .SetTag("socketwarp.bytes_to_gateway", outcome.BytesToPeer).SetTag("socketwarp.bytes_to_target", outcome.BytesToSocket);
        if (outcome.End != TunnelEnd.Completed) activity.SetStatus(ActivityStatusCode.Error, ((ErrorCode)outcome.Code).ToString());
        activity.Dispose();
        Activity.Current = null;
    }
}
