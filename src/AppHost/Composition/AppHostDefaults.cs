using System.Net;
using SocketWarp.AppHost.Endpoints;
using SocketWarp.AppHost.Verify;
using SocketWarp.Protocol;

namespace SocketWarp.AppHost.Composition;

/// <summary>Settings of the parts where the user says nothing: everything on the loopback address, each part told of the others.</summary>
internal static class AppHostDefaults
{
    public static IEnumerable<KeyValuePair<string, string?>> For(AppHostPorts ports, AppHostFiles files)
    {
        var loopback = IPAddress.Loopback.ToString();
        return new Dictionary<string, string?>
        {
            ["Api:Listen"] = $"{loopback}:{ports.Api}",
            ["State:Directory"] = files.Api,
            ["Control:Listen"] = "none",
            ["Control:Socket"] = files.ControlSocket,
            ["Gateway:Id"] = ControlContract.DefaultGateway,
            ["Gateway:Address"] = loopback,
            ["Gateway:Port"] = $"{ports.Gateway}",
            ["Gateway:CertificatePath"] = files.GatewayCertificate,
            ["Gateway:KeyPath"] = files.GatewayKey,
            ["Gateway:CaPath"] = files.CaCertificate,
            ["Gateway:StateDirectory"] = files.Gateway,
            ["Gateway:Visitors:Address"] = loopback,
            ["Gateway:Admission:VerifyUrl"] = $"http://{loopback}:{ports.Verify}{VerifyEndpoint.Path}",
            ["Gateway:Control:Address"] = $"unix://{files.ControlSocket}",
            ["Gateway:Control:TokenPath"] = files.GatewayToken,
            ["Connector:Gateways"] = $"{loopback}:{ports.Gateway}",
            ["Connector:CertificatePath"] = files.ConnectorCertificate,
            ["Connector:KeyPath"] = files.ConnectorKey,
            ["Connector:CaPath"] = files.CaCertificate,
            // Any port of this machine, so that people can publish something of their own; nothing beyond it.
            ["Connector:Targets"] = $"{loopback}:*,localhost:*,[::1]:*",
        };
    }
}
