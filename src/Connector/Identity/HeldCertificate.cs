using SocketWarp.Connector.Settings;
using SocketWarp.Pki;
using SocketWarp.Pki.Peers;
using SocketWarp.Sessions.Identity;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Identity;

/// <summary>The connector's identity until there is a newer one.</summary>
internal sealed class HeldCertificate(LoadedIdentity identity, TimeProvider time)
{
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoadedIdentity Identity => identity;

    /// <summary>As the certificate has it, or empty; for logs. What counts is what the gateway makes of the certificate.</summary>
    public string Uid { get; } = CertificateUid.TryGet(identity.Files.Leaf, out var uid, out _) ? uid : "";

    public DateTimeOffset NotAfter => identity.Files.Leaf.NotAfter;

    public IReadOnlyList<string> Warnings => identity.Files.Warnings;

    /// <summary>Completes when a newer certificate is held.</summary>
    public Task Superseded => _superseded.Task;

    public TransportSecurity CreateSecurity(string serverName, IReadOnlyList<string> protocols)
    {
        var options = new PeerChainOptions
        {
            Usage = PeerUsage.ServerAuthentication,
            ServerName = serverName,
            NameSetting = $"{ConnectorSettings.Section}:{nameof(ConnectorSettings.ServerName)}",
            Time = time,
        };
        return identity.CreateSecurity(protocols, new PeerChainValidator(identity.Authorities, options).Validate);
    }

    internal void Supersede() => _superseded.SetResult();
}
