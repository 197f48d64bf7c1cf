using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Tests.Support;

internal static class Validators
{
    public static PeerChainValidator OfClients(this CertificateAuthority authority, TimeProvider? time = null) =>
        new(Trust(authority), new PeerChainOptions { Usage = PeerUsage.ClientAuthentication, Time = time ?? TimeProvider.System });

    public static PeerChainValidator OfServers(this CertificateAuthority authority, string? name) =>
        new(Trust(authority), new PeerChainOptions { Usage = PeerUsage.ServerAuthentication, ServerName = name });

    private static TrustedAuthorities Trust(CertificateAuthority authority) => new([authority.Certificate], "ca.crt");
}
