namespace SocketWarp.Protocol.Rest;

/// <summary>A gateway that is attached, has been, or is wished for by an assignment.</summary>
public sealed record GatewayView
{
    public required string Id { get; init; }

    public required bool Attached { get; init; }

    /// <summary>The time when it attached or went away; null when it never came.</summary>
    public DateTimeOffset? Since { get; init; }

    public string? Software { get; init; }

    public string? Engine { get; init; }

    /// <summary>Where connectors dial, <c>address:port</c>.</summary>
    public string? SessionAddress { get; init; }

    /// <summary>Where its control connection comes from; null on a Unix socket.</summary>
    public string? Remote { get; init; }

    /// <summary>The store revision up to which it has done everything.</summary>
    public ulong AppliedRevision { get; init; }

    public int Assignments { get; init; }

    public int Connectors { get; init; }
}
