namespace SocketWarp.Protocol.Rest;

/// <summary>What a connector last answered when its gateway asked whether it can dial a target.</summary>
public sealed record TargetProbeView
{
    /// <summary>The target accepted a connection.</summary>
    public required bool Reachable { get; init; }

    /// <summary>The reason why the target cannot be dialled.</summary>
    public string? Reason { get; init; }

    /// <summary>What the dial took.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>The time at which it answered.</summary>
    public required DateTimeOffset At { get; init; }
}
