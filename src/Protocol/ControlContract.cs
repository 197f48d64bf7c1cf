namespace SocketWarp.Protocol;

/// <summary>Names and bounds of the gRPC contract between gateways and the ControlApi (Proto/control.proto).</summary>
public static class ControlContract
{
    public const string Service = "socketwarp.control.v1.GatewayControl";

    public const string Attach = "Attach";

    /// <summary>The gateway id where nothing else is set.</summary>
    public const string DefaultGateway = "default";

    /// <summary>Characters of a gateway or assignment id.</summary>
    public const int MaxId = 64;

    /// <summary>
    /// Bytes of one message. gRPC's usual 4 MiB would not hold the snapshot of 10,000 assignments with the longest names; both sides set this.
    /// </summary>
    public const int MaxMessage = 16 * 1024 * 1024;
}
