using System.Net;

namespace SocketWarp.Bench.Tunnels;

/// <summary>How a <see cref="Site"/> differs from one that is just installed.</summary>
internal sealed record SiteOptions
{
    /// <summary>What an Ethernet path carries as UDP payload, bytes.</summary>
    public const int EthernetPayload = 1_452;

    /// <summary>The largest UDP payload that either end sends, bytes.</summary>
    public int Payload { get; init; } = 65_507;

    /// <summary>Where the connector reaches the gateway.</summary>
    public IPAddress GatewayAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Where the connector reaches targets.</summary>
    public IPAddress TargetAddress { get; init; } = IPAddress.Loopback;

    /// <summary>What to start the gateway under, such as <c>ip netns exec NAME</c>.</summary>
    public IReadOnlyList<string> GatewayWithin { get; init; } = [];

    public IReadOnlyList<string> ConnectorWithin { get; init; } = [];

    /// <summary>Above what is ever held at once, so that no limit is measured.</summary>
    public int MaxTunnels { get; init; } = 30_000;

    public int MaxSessions { get; init; } = 4_096;
}
