using SocketWarp.Connector.Settings;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Identity;

/// <summary>The connector's certificate and the authorities that a gateway's must come from.</summary>
internal sealed class ConnectorIdentity : IDisposable
{
    private readonly CertificateFiles _files;
    private readonly TrustedAuthorities _authorities;
    private readonly TimeProvider _time;

    /// <exception cref="StartupException">A file cannot be used.</exception>
    public ConnectorIdentity(ConnectorSettings settings, TimeProvider time)
    {
        _time = time;
        try
        {
            _files = CertificateFiles.Load(settings.CertificatePath, settings.KeyPath, time);
            _authorities = TrustedAuthorities.Load(settings.CaPath);
        }
        catch (CertificateFileException e)
        {
            _files?.Dispose();
            throw new StartupException(e.Message, e);
        }

        Uid = CertificateUid.TryGet(_files.Leaf, out var uid, out _) ? uid : "";
    }

    /// <summary>As the certificate has it, or empty; for logs. What counts is what the gateway makes of the certificate.</summary>
    public string Uid { get; }

    public DateTimeOffset NotAfter => _files.Leaf.NotAfter;

    public IReadOnlyList<string> Warnings => _files.Warnings;

    public TransportSecurity CreateSecurity(string serverName, IReadOnlyList<string> protocols) => new()
    {
        Certificate = _files.Leaf,
        Intermediates = _files.Intermediates,
        Protocols = protocols,
        ValidatePeer = new PeerChainValidator(_authorities, new PeerChainOptions { Usage = PeerUsage.ServerAuthentication, ServerName = serverName, Time = _time }).Validate,
    };

    public void Dispose() => _files.Dispose();
}
