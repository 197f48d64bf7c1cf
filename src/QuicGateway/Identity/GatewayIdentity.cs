using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>The gateway's certificate and the authorities that connectors' must come from.</summary>
internal sealed class GatewayIdentity : IDisposable
{
    private readonly CertificateFiles _files;
    private readonly PeerChainValidator _validator;

    /// <exception cref="StartupException">A file cannot be used.</exception>
    public GatewayIdentity(GatewaySettings settings, TimeProvider time)
    {
        try
        {
            _files = CertificateFiles.Load(settings.CertificatePath, settings.KeyPath, time);
            _validator = new PeerChainValidator(TrustedAuthorities.Load(settings.CaPath), new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = time });
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    public IReadOnlyList<string> Warnings => _files.Warnings;

    public TransportSecurity CreateSecurity() => new()
    {
        Certificate = _files.Leaf,
        Intermediates = _files.Intermediates,
        Protocols = [WireProtocols.Native, WireProtocols.Legacy],
        ValidatePeer = _validator.Validate,
    };

    public void Dispose() => _files.Dispose();
}
