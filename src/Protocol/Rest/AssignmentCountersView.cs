namespace SocketWarp.Protocol.Rest;

/// <summary>What went through one assignment since its gateway took it up.</summary>
public sealed record AssignmentCountersView
{
    /// <summary>Visitors that are in now.</summary>
    public ulong VisitorsNow { get; init; }

    /// <summary>Visitors that were let in.</summary>
    public ulong VisitorsTotal { get; init; }

    /// <summary>The visitors that were turned away at a limit.</summary>
    public ulong VisitorsRefused { get; init; }

    /// <summary>Bytes from visitors to the target.</summary>
    public ulong BytesToTarget { get; init; }

    /// <summary>Bytes from the target to visitors.</summary>
    public ulong BytesToVisitor { get; init; }

    /// <summary>Tunnels that failed, by <see cref="ErrorCode"/> name.</summary>
    public IReadOnlyDictionary<string, ulong> Failures { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Why the last tunnel that failed did; null when none did.</summary>
    public string? LastFailure { get; init; }
}
