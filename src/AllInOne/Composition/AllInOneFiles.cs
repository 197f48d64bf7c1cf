using Microsoft.Extensions.Configuration;
using SocketWarp.AllInOne.Identity;

namespace SocketWarp.AllInOne.Composition;

/// <summary>Where things are: in the state directory, unless the settings of a service say otherwise.</summary>
internal sealed class AllInOneFiles(string stateDirectory, IConfiguration configuration)
{
    /// <summary>The identity of the embedded connector.</summary>
    public const string Uid = "demo";

    /// <summary>The identity of the embedded gateway.</summary>
    public const string GatewayUid = "gateway";

    private readonly string? _depot = Set(configuration, "Scep:Depot");

    /// <summary>Absolute, so that what is printed works from any directory.</summary>
    public string Directory { get; } = Path.GetFullPath(stateDirectory);

    public string Api { get; } = Set(configuration, "State:Directory") ?? Path.GetFullPath(Path.Combine(stateDirectory, "api"));

    public string AdminToken => Path.Combine(Api, "admin.token");

    public string GatewayToken => Path.Combine(Api, "gateway.token");

    public string Scep { get; } = Set(configuration, "Scep:StateDirectory") ?? Path.GetFullPath(Path.Combine(stateDirectory, "scep"));

    public string WatchToken => Path.Combine(Scep, "gateway.token");

    /// <summary>Where the ScepServer has its authority, which it makes at its first start.</summary>
    public string Depot => _depot ?? Scep;

    public string Authority => Path.Combine(Depot, "ca.crt");

    public string Download => In("download");

    public string Gateway => In("gateway");

    public IdentityFiles GatewayIdentity => new(Gateway);

    public IdentityFiles ConnectorIdentity => new(In("connector"));

    /// <summary>Where earlier versions had an authority and certificates of their own making.</summary>
    public string FormerCertificates => In("pki");

    public string ControlSocket => AllInOne.ControlSocket.PathIn(Api);

    private string In(string name) => Path.Combine(Directory, name);

    private static string? Set(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } path ? Path.GetFullPath(path) : null;
}
