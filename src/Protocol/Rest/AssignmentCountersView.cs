namespace SocketWarp.Protocol.Rest;

/// <summary>What went through one assignment since its gateway took it up.</summary>
public sealed record AssignmentCountersView
{
    public ulong VisitorsNow { get; init; }

    public ulong VisitorsTotal { get; init; }

    /// <summary>The visitors that were turned away at a limit.</summary>
    public ulong VisitorsRefused { get; init; }

    public ulong BytesToTarget { get; init; }

    public ulong BytesToVisitor { get; init; }

    /// <summary>Tunnels that failed, by <see cref="ErrorCode"/> name.</summary>
    public IReadOnlyDictionary<string, ulong> Failures { get; init; } = new Dictionary<string, ulong>();

    public string? LastFailure { get; init; }
}
