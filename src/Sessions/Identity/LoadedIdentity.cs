using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Sessions.Identity;

/// <summary>One end's certificate, and the authorities of the other end's, as the files once had them.</summary>
/// <param name="Description">The files that they were read from and what they hold, for logs.</param>
/// <remarks>Never disposed: a handshake may still use it when there is a newer one.</remarks>
public sealed record LoadedIdentity(CertificateFiles Files, TrustedAuthorities Authorities, string Description)
{
    public bool HasCertificateOf(LoadedIdentity other) => other.Files.Leaf.Equals(Files.Leaf);

    /// <summary>Shows the certificate in handshakes.</summary>
    public TransportSecurity CreateSecurity(IReadOnlyList<string> protocols, PeerCertificateValidator validatePeer) =>
        new()
        {
            Certificate = Files.Leaf,
            Key = Files.EngineKey,
            Intermediates = Files.Intermediates,
            Protocols = protocols,
            ValidatePeer = validatePeer,
        };
}
