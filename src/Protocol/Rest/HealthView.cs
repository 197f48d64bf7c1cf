namespace SocketWarp.Protocol.Rest;

/// <summary>Answer of <c>/api/v1/health</c>.</summary>
public sealed record HealthView
{
    /// <summary><c>healthy</c> or <c>degraded</c>: some assigned gateway is not attached.</summary>
    public required string Status { get; init; }

    public required string Version { get; init; }

    /// <summary>The store's revision: grows with every change.</summary>
    public required ulong Revision { get; init; }

    public required int Assignments { get; init; }

    public required int GatewaysAttached { get; init; }

    public required int ConnectorsConnected { get; init; }
}
