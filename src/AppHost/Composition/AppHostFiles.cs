namespace SocketWarp.AppHost.Composition;

/// <summary>Where things are in the state directory.</summary>
internal sealed class AppHostFiles(string stateDirectory)
{
    /// <summary>The identity of the embedded connector.</summary>
    public const string Uid = "demo";

    /// <summary>Absolute, so that what is printed works from any directory.</summary>
    public string Directory { get; } = Path.GetFullPath(stateDirectory);

    public string Api => In("api");

    public string AdminToken => Path.Combine(Api, "admin.token");

    public string GatewayToken => Path.Combine(Api, "gateway.token");

    public string Gateway => In("gateway");

    public string CaCertificate => In("pki", "ca.crt");

    public string CaKey => In("pki", "ca.key");

    public string GatewayCertificate => In("pki", "gateway.crt");

    public string GatewayKey => In("pki", "gateway.key");

    public string ConnectorCertificate => In("pki", "connector.crt");

    public string ConnectorKey => In("pki", "connector.key");

    public string ControlSocket => AppHost.ControlSocket.PathIn(Api);

    private string In(params string[] parts) => Path.Combine([Directory, .. parts]);
}
