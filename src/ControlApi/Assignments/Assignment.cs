using System.Text.Json.Serialization;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>The stored wish "gateway port P carries protocol X to target T behind uid U".</summary>
internal sealed record Assignment
{
    public required string Id { get; init; }

    /// <summary>The store's revision of the last change that gateways have to know of.</summary>
    public ulong Revision { get; init; }

    public required string Gateway { get; init; }

    public required AssignedProtocol Protocol { get; init; }

    /// <summary>0: the gateway chooses; what it chose replaces the 0.</summary>
    public required int Port { get; init; }

    /// <summary>The address to listen on; empty for the gateway's default.</summary>
    public string ListenAddress { get; init; } = "";

    public required string Uid { get; init; }

    /// <summary>A <see cref="SocketWarp.Protocol.TargetAddress"/> in its usual form.</summary>
    public required string Target { get; init; }

    /// <summary>0: the gateway's default.</summary>
    public int MaxVisitors { get; init; }

    public string Description { get; init; } = "";

    /// <summary>True for a legacy open that has not been answered yet: gone after a restart, and not shown.</summary>
    public bool Tentative { get; init; }

    /// <summary>The trace of the request that made it what it is, for its gateway (W3C Trace Context); null: nobody traces it.</summary>
    public string? Traceparent { get; init; }

    [JsonIgnore]
    public PortKey? PortKey => Port == 0 ? null : new PortKey(Gateway, Protocol, Port);

    /// <summary>Whether the two differ in nothing but their revision and their trace.</summary>
    public bool SaysTheSameAs(Assignment other) => Wish == other.Wish;

    private Assignment Wish => this with { Revision = 0, Traceparent = null };
}
