namespace SocketWarp.Pki.Peers;

/// <summary>What a peer's certificate has to be meant for (RFC 5280 section 4.2.1.12).</summary>
public enum PeerUsage
{
    /// <summary>A TLS client, such as a connector.</summary>
    ClientAuthentication,

    /// <summary>A TLS server, such as a gateway.</summary>
    ServerAuthentication,
}
