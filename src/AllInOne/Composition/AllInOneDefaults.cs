using System.Net;
using SocketWarp.AllInOne.Endpoints;
using SocketWarp.AllInOne.Identity;
using SocketWarp.Protocol;

namespace SocketWarp.AllInOne.Composition;

/// <summary>Settings of the services where the user says nothing: everything on the loopback address, each service told of the others.</summary>
internal static class AllInOneDefaults
{
    /// <param name="verify">Whether the gateway asks the ScepServer about connectors.</param>
    public static IReadOnlyDictionary<string, string?> For(AllInOnePorts ports, AllInOneFiles files, bool verify)
    {
        var loopback = IPAddress.Loopback.ToString();
        var scep = $"http://{loopback}:{ports.Scep}";
        return new Dictionary<string, string?>
        {
            ["Api:Listen"] = $"{loopback}:{ports.Api}",
            ["State:Directory"] = files.Api,
            ["Scep:Listen"] = $"{loopback}:{ports.Scep}",
            ["Scep:StateDirectory"] = files.Scep,
            ["Scep:Depot"] = files.Depot,
            ["Scep:DownloadPath"] = files.Download,
            ["Control:Listen"] = "none",
            ["Control:Socket"] = files.ControlSocket,
            ["Gateway:Id"] = ControlContract.DefaultGateway,
            ["Gateway:Address"] = loopback,
            ["Gateway:Port"] = $"{ports.Gateway}",
            ["Gateway:CertificatePath"] = files.GatewayIdentity.Certificate,
            ["Gateway:KeyPath"] = files.GatewayIdentity.Key,
            ["Gateway:CaPath"] = files.Authority,
            ["Gateway:Enrollment:Url"] = $"{scep}/scep",
            ["Gateway:Enrollment:Uid"] = AllInOneFiles.GatewayUid,
            ["Gateway:Enrollment:SecretPath"] = files.GatewayIdentity.Secret,
            ["Gateway:Enrollment:CaPath"] = files.Authority,
            ["Gateway:Enrollment:Names"] = DemoIdentities.GatewayNames,
            ["Gateway:StateDirectory"] = files.Gateway,
            ["Gateway:Visitors:Address"] = loopback,
            ["Gateway:Admission:VerifyUrl"] = $"{scep}/api/cert/verify",
            // Nobody to be asked means nothing to watch: the gateway would refuse to have one without the other.
            ["Gateway:Admission:WatchUrl"] = verify ? $"{scep}/api/watch" : null,
            ["Gateway:Admission:WatchTokenPath"] = files.WatchToken,
            ["Gateway:Control:Address"] = $"unix://{files.ControlSocket}",
            ["Gateway:Control:TokenPath"] = files.GatewayToken,
            ["Connector:Gateways"] = $"{loopback}:{ports.Gateway}",
            ["Connector:ServerName"] = loopback,
            ["Connector:CertificatePath"] = files.ConnectorIdentity.Certificate,
            ["Connector:KeyPath"] = files.ConnectorIdentity.Key,
            ["Connector:CaPath"] = files.Authority,
            ["Connector:Enrollment:Url"] = $"{scep}/scep",
            ["Connector:Enrollment:Uid"] = AllInOneFiles.Uid,
            ["Connector:Enrollment:SecretPath"] = files.ConnectorIdentity.Secret,
            ["Connector:Enrollment:CaPath"] = files.Authority,
            // Any port of this machine, so that people can publish something of their own; nothing beyond it.
            ["Connector:Targets"] = $"{loopback}:*,localhost:*,[::1]:*",
        };
    }
}
