using System.Diagnostics;
using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Visitors;

/// <summary>Activity source <c>SocketWarp.QuicGateway</c>: one activity for each tunnel of a visitor, where somebody samples them.</summary>
internal static class TunnelTracing
{
    private static readonly ActivitySource Source = new("SocketWarp.QuicGateway");

    /// <returns>null when nobody listens or samples.</returns>
    public static Activity? Start(IPEndPoint visitor, VisitorRules rules)
    {
        if (!Source.HasListeners()) return null;
        // Every visitor of a port comes on the same thread: none may become the child of another.
        Activity.Current = null;
        var activity = Source.StartActivity("visitor tunnel", ActivityKind.Server);
        Activity.Current = null;
        return activity?.SetTag("socketwarp.assignment", rules.Assignment).SetTag("socketwarp.uid", rules.Uid)
            .SetTag("socketwarp.target", rules.Target.ToString()).SetTag("socketwarp.visitor", visitor.ToString());
    }

    /// <summary>Makes what is logged from here to <see cref="End"/> a part of the activity.</summary>
    public static void Resume(Activity? activity)
    {
        if (activity is not null) Activity.Current = activity;
    }

    public static void End(Activity? activity, in TunnelOutcome outcome)
    {
        if (activity is null) return;
        activity.SetTag("socketwarp.end", outcome.End.ToString()).SetTag("socketwarp.bytes_to_target", outcome.BytesToPeer).SetTag("socketwarp.bytes_to_visitor", outcome.BytesToSocket);
        if (outcome.End != TunnelEnd.Completed) activity.SetStatus(ActivityStatusCode.Error, FailureText.Name((ErrorCode)outcome.Code));
        activity.Dispose();
        Activity.Current = null;
    }
}
