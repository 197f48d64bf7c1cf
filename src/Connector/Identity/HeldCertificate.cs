using SocketWarp.Connector.Settings;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Identity;

/// <summary>The connector's certificate as the files had it once, and the authorities that a gateway's must come from.</summary>
/// <remarks>Never disposed: a dial may still use it when there is a newer one.</remarks>
internal sealed class HeldCertificate(CertificateFiles files, TrustedAuthorities authorities, TimeProvider time)
{
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The uid in the certificate, or empty; for logs. What counts is what the gateway makes of the certificate.</summary>
    public string Uid { get; } = CertificateUid.TryGet(files.Leaf, out var uid, out _) ? uid : "";

    public DateTimeOffset NotAfter => files.Leaf.NotAfter;

    public IReadOnlyList<string> Warnings => files.Warnings;

    /// <summary>Completes when a newer certificate is held.</summary>
    public Task Superseded => _superseded.Task;

    public TransportSecurity CreateSecurity(string serverName, IReadOnlyList<string> protocols) => new()
    {
        Certificate = files.Leaf,
        Key = files.EngineKey,
        Intermediates = files.Intermediates,
        Protocols = protocols,
        ValidatePeer = new PeerChainValidator(authorities, new PeerChainOptions
        {
            Usage = PeerUsage.ServerAuthentication,
            ServerName = serverName,
            NameSetting = $"{ConnectorSettings.Section}:{nameof(ConnectorSettings.ServerName)}",
            Time = time,
        }).Validate,
    };

    /// <summary>Whether these files have the same certificate.</summary>
    public bool Holds(CertificateFiles other) => other.Leaf.Equals(files.Leaf);

    internal void Supersede() => _superseded.SetResult();
}
