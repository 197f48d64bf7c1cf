using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Engines;

/// <summary>The choice of an engine, and the settings of each.</summary>
public sealed record TransportOptions
{
    /// <summary>One of <see cref="EngineNames"/>.</summary>
    public string Engine { get; init; } = EngineNames.Auto;

    /// <summary>Options of the engine <c>ngtcp2</c> alone.</summary>
    public EngineOptions Ngtcp2 { get; init; } = new();

    /// <summary>Options of visitors' and targets' sockets.</summary>
    public SocketOptions Sockets { get; init; } = new();

    /// <summary>Finds and dials the targets of tunnels.</summary>
    public TargetDialer Dialer { get; init; } = TargetDialer.Default;
}
