using SocketWarp.AppHost.Identity;

namespace SocketWarp.AppHost.Composition;

/// <summary>Where things are in the state directory.</summary>
internal sealed class AppHostFiles(string stateDirectory)
{
    /// <summary>The identity of the embedded connector.</summary>
    public const string Uid = "demo";

    /// <summary>The identity of the embedded gateway.</summary>
    public const string GatewayUid = "gateway";

    /// <summary>Absolute, so that what is printed works from any directory.</summary>
    public string Directory { get; } = Path.GetFullPath(stateDirectory);

    public string Api => In("api");

    public string AdminToken => Path.Combine(Api, "admin.token");

    public string GatewayToken => Path.Combine(Api, "gateway.token");

    public string Scep => In("scep");

    public string Download => In("download");

    public string Gateway => In("gateway");

    public IdentityFiles GatewayIdentity => new(Gateway);

    public IdentityFiles ConnectorIdentity => new(In("connector"));

    /// <summary>Where earlier versions had an authority and certificates of their own making.</summary>
    public string FormerCertificates => In("pki");

    public string ControlSocket => AppHost.ControlSocket.PathIn(Api);

    private string In(string name) => Path.Combine(Directory, name);
}
