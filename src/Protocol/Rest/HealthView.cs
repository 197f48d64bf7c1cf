namespace SocketWarp.Protocol.Rest;

/// <summary>Answer of <c>/api/v1/health</c>.</summary>
public sealed record HealthView
{
    /// <summary><c>healthy</c> or <c>degraded</c>: some assigned gateway is not attached.</summary>
    public required string Status { get; init; }

    /// <summary>The version of ControlApi.</summary>
    public required string Version { get; init; }

    /// <summary>The store's revision: grows with every change.</summary>
    public required ulong Revision { get; init; }

    /// <summary>The number of assignments.</summary>
    public required int Assignments { get; init; }

    /// <summary>The number of gateways that are attached now.</summary>
    public required int GatewaysAttached { get; init; }

    /// <summary>The number of connectors that have a session now.</summary>
    public required int ConnectorsConnected { get; init; }
}
