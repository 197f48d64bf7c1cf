namespace SocketWarp.Protocol.Rest;

/// <summary>A gateway that is attached, has been, or is named by an assignment.</summary>
public sealed record GatewayView
{
    /// <summary>The gateway's name.</summary>
    public required string Id { get; init; }

    /// <summary>Whether its control connection is up.</summary>
    public required bool Attached { get; init; }

    /// <summary>The time when it attached or went away; null when it never came.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Its name and version; null until it came.</summary>
    public string? Software { get; init; }

    /// <summary>The transport engine that it uses; null until it came.</summary>
    public string? Engine { get; init; }

    /// <summary>Where connectors dial, <c>address:port</c>.</summary>
    public string? SessionAddress { get; init; }

    /// <summary>Where its control connection comes from; null on a Unix socket.</summary>
    public string? Remote { get; init; }

    /// <summary>The store revision up to which it has done everything.</summary>
    public ulong AppliedRevision { get; init; }

    /// <summary>The number of assignments that name it.</summary>
    public int Assignments { get; init; }

    /// <summary>The number of connectors that have a session with it now.</summary>
    public int Connectors { get; init; }
}
