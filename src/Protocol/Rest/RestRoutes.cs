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

    /// <summary>Whether a service does its work, in one word and without a token.</summary>
    public const string Ready = "/health/ready";

    /// <summary>The ScepServer's judgement of a certificate, for gateways.</summary>
    public const string Verify = "/api/cert/verify";

    /// <summary>The ScepServer's word of whose certificates may have changed.</summary>
    public const string Watch = "/api/watch";

    /// <summary>The ScepServer's revocation list, DER.</summary>
    public const string RevocationList = "/crl";

    public const string OpenApi = "/openapi/v1.json";

    /// <summary>socket-warp's.</summary>
    public const string LegacyOpen = "/open";

    public const string LegacyClose = "/close";

    public const string LegacyList = "/list";
}
