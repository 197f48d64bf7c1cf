namespace SocketWarp.Protocol.Rest;

/// <summary>Paths of the REST API.</summary>
public static class RestRoutes
{
    /// <summary>The beginning of all paths but the legacy ones.</summary>
    public const string Base = "/api/v1";

    /// <summary>The assignments of ControlApi.</summary>
    public const string Assignments = Base + "/assignments";

    /// <summary>The connectors that ControlApi knows.</summary>
    public const string Connectors = Base + "/connectors";

    /// <summary>The gateways that ControlApi knows.</summary>
    public const string Gateways = Base + "/gateways";

    /// <summary>The clients of the ScepServer.</summary>
    public const string Clients = Base + "/clients";

    /// <summary>The backup of ControlApi or of the ScepServer, each of its own store.</summary>
    public const string Backup = Base + "/backup";

    /// <summary>See <see cref="Backup"/>.</summary>
    public const string Restore = Base + "/restore";

    /// <summary>The health of ControlApi; see <see cref="HealthView"/>.</summary>
    public const string Health = Base + "/health";

    /// <summary>Whether a service does its work, in one word and without a token.</summary>
    public const string Ready = "/health/ready";

    /// <summary>The ScepServer's check of a certificate, for gateways.</summary>
    public const string Verify = "/api/cert/verify";

    /// <summary>The ScepServer's word of whose certificates may have changed.</summary>
    public const string Watch = "/api/watch";

    /// <summary>The ScepServer's revocation list, DER.</summary>
    public const string RevocationList = "/crl";

    /// <summary>The description of the API (OpenAPI).</summary>
    public const string OpenApi = "/openapi/v1.json";

    /// <summary>socket-warp's.</summary>
    public const string LegacyOpen = "/open";

    /// <summary>socket-warp's.</summary>
    public const string LegacyClose = "/close";

    /// <summary>socket-warp's.</summary>
    public const string LegacyList = "/list";
}
