namespace SocketWarp.Protocol.Rest;

/// <summary>An assignment as the API shows it.</summary>
public sealed record AssignmentView
{
    /// <summary>The assignment's name.</summary>
    public required string Id { get; init; }

    /// <summary>The store revision of its last change; also its ETag.</summary>
    public required ulong Revision { get; init; }

    /// <summary>The gateway that listens.</summary>
    public required string Gateway { get; init; }

    /// <summary><c>tcp</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>0 until the gateway has chosen.</summary>
    public required int Port { get; init; }

    /// <summary>The address to listen on; null for the gateway's own setting.</summary>
    public string? ListenAddress { get; init; }

    /// <summary>The identity of the connector.</summary>
    public required string Uid { get; init; }

    /// <summary>What the connector dials: <c>host:port</c>, <c>[v6]:port</c> or <c>unix:/path</c>.</summary>
    public required string Target { get; init; }

    /// <summary>0: the gateway's own limit.</summary>
    public int MaxVisitors { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>What the gateway made of it.</summary>
    public required AssignmentStatus State { get; init; }

    /// <summary>The reason why it is pending or failed, or why the last tunnel failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the connector can dial the target; null while nobody knows.</summary>
    public TargetProbeView? TargetProbe { get; init; }

    /// <summary>The counters; null until the gateway has sent some.</summary>
    public AssignmentCountersView? Counters { get; init; }
}
