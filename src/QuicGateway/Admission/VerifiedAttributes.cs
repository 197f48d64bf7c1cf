namespace SocketWarp.QuicGateway.Admission;

/// <summary>What the verify service says about a client that concerns us, as it is written there; null where it says nothing.</summary>
internal sealed record VerifiedAttributes(string? Ports = null, string? Targets = null, string? MaxTunnels = null)
{
    public const string PortsName = "socketwarp.ports";
    public const string TargetsName = "socketwarp.targets";
    public const string MaxTunnelsName = "socketwarp.max_tunnels";

    public static readonly VerifiedAttributes None = new();
}
