using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.AllInOne.Composition;
using SocketWarp.AllInOne.Endpoints;
using SocketWarp.Client;
using SocketWarp.Connector.Settings;
using SocketWarp.Pki.Enrollment;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ScepServer;

namespace SocketWarp.AllInOne.Identity;

/// <summary>
/// Lets gateway and connector enrol: each one without a certificate that a gateway would take becomes a client with a new one-time
/// secret. From there on they do what any gateway and connector does.
/// </summary>
internal sealed partial class DemoIdentities(
    ScepServerAddresses scep,
    AllInOnePorts ports,
    AllInOneFiles files,
    GatewaySettings gateway,
    ConnectorSettings connector,
    ILogger<DemoIdentities> logger
) : IHostedService
{
    /// <summary>What connectors may dial the gateway by; it asks for all of them.</summary>
    public static readonly string GatewayNames = $"localhost,{IPAddress.Loopback},{IPAddress.IPv6Loopback}";

    /// <summary>The lifetime of secrets, which are used within the second: short, with room for a machine that sleeps.</summary>
    private static readonly TimeSpan SecretLifetime = TimeSpan.FromMinutes(10);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(files.FormerCertificates))
            Log.Former(logger, files.FormerCertificates, files.Scep);
        using var clients = new ScepAdminClient(
            new ApiClientOptions { Address = scep.Http!, Token = (await File.ReadAllTextAsync(scep.AdminTokenFile, cancellationToken)).Trim() }
        );
        await Task.WhenAll(
            EnsureAsync(
                clients,
                files.GatewayIdentity,
                gateway.Enrollment,
                new(gateway.CertificatePath, gateway.KeyPath, gateway.CaPath),
                new() { ["socketwarp.profile"] = "gateway", ["socketwarp.names"] = string.Join(',', gateway.Enrollment.Names) },
                cancellationToken
            ),
            EnsureAsync(
                clients,
                files.ConnectorIdentity,
                connector.Enrollment,
                new(connector.CertificatePath, connector.KeyPath, connector.CaPath),
                [],
                cancellationToken
            )
        );
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="usual">Where all is when the user names nothing else.</param>
    private async Task EnsureAsync(
        ScepAdminClient clients,
        IdentityFiles usual,
        EnrollmentOptions enrollment,
        EnrollmentPaths paths,
        Dictionary<string, string> attributes,
        CancellationToken cancellationToken
    )
    {
        // A part that enrols elsewhere, or with the user's own secret, is the user's to look after.
        if (enrollment.Url is not { IsLoopback: true } url || url.Port != ports.Scep || enrollment.SecretPath != usual.Secret)
            return;
        var identity = usual with { Certificate = paths.Certificate, Key = paths.Key };
        // Else a certificate that is about to be moved into place would be revoked with all that the client had.
        paths.Recover();
        using (var held = identity.Load())
        {
            var refusal = held is null ? "certificate and key do not make a pair" : await clients.VerifyAsync(held.Leaf, cancellationToken);
            if (refusal is null)
                return;
            if (identity != usual && identity.IsThere)
            {
                Log.Named(logger, enrollment.Uid, identity.Certificate, refusal);
                return;
            }

            if (held is not null)
                Log.Refused(logger, enrollment.Uid, identity.Certificate, refusal);
        }

        identity.Prepare(await clients.GiveSecretAsync(enrollment.Uid, attributes, SecretLifetime, cancellationToken));
        Log.Enrols(logger, enrollment.Uid, identity.Certificate);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Uid} enrols with a new secret; its certificate goes to {Path}", EventName = "DemoEnrols")]
        public static partial void Enrols(ILogger logger, string uid, string path);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "The certificate of {Uid} in {Path} is not accepted any more ({Reason}): enrolling again",
            EventName = "DemoRefused"
        )]
        public static partial void Refused(ILogger logger, string uid, string path, string reason);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "{Folder} has the authority and certificates of an earlier version, which nobody uses any more: gateway and connector enrol with the "
                + "ScepServer in {Scep}, and so must connectors of your own; the folder may be deleted",
            EventName = "FormerCertificates"
        )]
        public static partial void Former(ILogger logger, string folder, string scep);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "The certificate of {Uid} in {Path} cannot be used ({Reason}); settings name this file, so it stays: move it and its key away, and {Uid} "
                + "enrols at the next start",
            EventName = "NamedRefused"
        )]
        public static partial void Named(ILogger logger, string uid, string path, string reason);
    }
}
