namespace SocketWarp.Protocol.Rest;

/// <summary>The last known session of a uid at one gateway.</summary>
public sealed record ConnectorView
{
    /// <summary>The identity in its certificate.</summary>
    public required string Uid { get; init; }

    /// <summary>The gateway that has or had the session.</summary>
    public required string Gateway { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the session is up.</summary>
    public required ConnectorStatus State { get; init; }

    /// <summary>The time when this state began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The reason why the connector is disconnected.</summary>
    public string? Reason { get; init; }

    /// <summary>The session's name in the gateway's log.</summary>
    public string? SessionId { get; init; }

    /// <summary>The session's far end, <c>address:port</c>.</summary>
    public string? Remote { get; init; }

    /// <summary>The ALPN: <c>socket-warp/1</c> or <c>hq-29</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Its name and version, as it says.</summary>
    public string? Software { get; init; }

    /// <summary>The round trip; null until it has been measured.</summary>
    public double? RoundTripMilliseconds { get; init; }

    /// <summary>The end of its certificate's period.</summary>
    public DateTimeOffset? CertificateExpires { get; init; }

    /// <summary>Tunnels open now, over all its assignments.</summary>
    public ulong Tunnels { get; init; }

    /// <summary>What it says of itself, by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
