using System.Net;
using SocketWarp.AppHost.Endpoints;
using SocketWarp.AppHost.Identity;
using SocketWarp.Protocol;
using SocketWarp.ScepServer;

namespace SocketWarp.AppHost.Composition;

/// <summary>Settings of the parts where the user says nothing: everything on the loopback address, each part told of the others.</summary>
internal static class AppHostDefaults
{
    /// <param name="verify">Whether the gateway asks the ScepServer about connectors.</param>
    public static IReadOnlyDictionary<string, string?> For(AppHostPorts ports, AppHostFiles files, bool verify)
    {
        var loopback = IPAddress.Loopback.ToString();
        var scep = $"http://{loopback}:{ports.Scep}";
        return new Dictionary<string, string?>
        {
            ["Api:Listen"] = $"{loopback}:{ports.Api}",
            ["State:Directory"] = files.Api,
            ["Scep:Listen"] = $"{loopback}:{ports.Scep}",
            ["Scep:StateDirectory"] = files.Scep,
            ["Scep:DownloadPath"] = files.Download,
            ["Control:Listen"] = "none",
            ["Control:Socket"] = files.ControlSocket,
            ["Gateway:Id"] = ControlContract.DefaultGateway,
            ["Gateway:Address"] = loopback,
            ["Gateway:Port"] = $"{ports.Gateway}",
            ["Gateway:CertificatePath"] = files.GatewayIdentity.Certificate,
            ["Gateway:KeyPath"] = files.GatewayIdentity.Key,
            ["Gateway:Enrollment:Url"] = $"{scep}/scep",
            ["Gateway:Enrollment:Uid"] = AppHostFiles.GatewayUid,
            ["Gateway:Enrollment:SecretPath"] = files.GatewayIdentity.Secret,
            ["Gateway:Enrollment:Names"] = DemoIdentities.GatewayNames,
            ["Gateway:StateDirectory"] = files.Gateway,
            ["Gateway:Visitors:Address"] = loopback,
            ["Gateway:Admission:VerifyUrl"] = $"{scep}/api/cert/verify",
            // Nobody to be asked means nothing to watch: the gateway would refuse to have one without the other.
            ["Gateway:Admission:WatchUrl"] = verify ? $"{scep}/api/watch" : null,
            ["Gateway:Control:Address"] = $"unix://{files.ControlSocket}",
            ["Gateway:Control:TokenPath"] = files.GatewayToken,
            ["Connector:Gateways"] = $"{loopback}:{ports.Gateway}",
            ["Connector:CertificatePath"] = files.ConnectorIdentity.Certificate,
            ["Connector:KeyPath"] = files.ConnectorIdentity.Key,
            ["Connector:Enrollment:Url"] = $"{scep}/scep",
            ["Connector:Enrollment:Uid"] = AppHostFiles.Uid,
            ["Connector:Enrollment:SecretPath"] = files.ConnectorIdentity.Secret,
            // Any port of this machine, so that people can publish something of their own; nothing beyond it.
            ["Connector:Targets"] = $"{loopback}:*,localhost:*,[::1]:*",
        };
    }

    /// <summary>What is known of the ScepServer once it is open.</summary>
    public static IReadOnlyDictionary<string, string?> Trusting(ScepServerAddresses scep) => Trusting(scep.AuthorityFile, scep.AuthorityFingerprint, scep.GatewayTokenFile);

    /// <summary>A stand-in while settings are checked: an existing file, and a fingerprint.</summary>
    public static IReadOnlyDictionary<string, string?> TrustingLater() => Trusting(Environment.ProcessPath!, new string('0', 64), "");

    private static Dictionary<string, string?> Trusting(string authorityFile, string fingerprint, string tokenFile) => new()
    {
        ["Gateway:CaPath"] = authorityFile,
        ["Gateway:Enrollment:CaFingerprint"] = fingerprint,
        ["Gateway:Admission:WatchTokenPath"] = tokenFile,
        ["Connector:CaPath"] = authorityFile,
        ["Connector:Enrollment:CaFingerprint"] = fingerprint,
    };
}
