namespace SocketWarp.Protocol.Rest;

/// <summary>Paths of the REST API.</summary>
public static class RestRoutes
{
    public const string Base = "/api/v1";

    public const string Assignments = Base + "/assignments";

    public const string Connectors = Base + "/connectors";

    public const string Gateways = Base + "/gateways";

    /// <summary>The clients of the ScepServer.</summary>
    public const string Clients = Base + "/clients";

    /// <summary>The backup of ControlApi or of the ScepServer, each of its own store.</summary>
    public const string Backup = Base + "/backup";

    /// <summary>See <see cref="Backup"/>.</summary>
    public const string Restore = Base + "/restore";

    public const string Health = Base + "/health";

    public const string OpenApi = "/openapi/v1.json";

    /// <summary>socket-warp's.</summary>
    public const string LegacyOpen = "/open";

    public const string LegacyClose = "/close";

    public const string LegacyList = "/list";
}
