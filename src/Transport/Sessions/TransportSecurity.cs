using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Transport.Sessions;

/// <summary>Who we are and whom we believe. TLS 1.3 only; both sides always present a certificate.</summary>
public sealed record TransportSecurity
{
    /// <summary>Our leaf certificate, with its private key (RSA or ECDSA) unless that is <see cref="Key"/>.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The private key (PKCS#8) where .NET has no class for its kind (Ed25519); engines that cannot use it say so.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>Intermediates sent after the leaf.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>Protocols (ALPN) in order of preference.</summary>
    public required IReadOnlyList<string> Protocols { get; init; }

    /// <summary>Checks the peer's leaf.</summary>
    public required PeerCertificateValidator ValidatePeer { get; init; }
}

/// <summary>Checks a peer's certificate: the leaf it proved to own, and whatever else it sent.</summary>
/// <returns>null to accept, else the reason for the log.</returns>
/// <remarks>Called on any thread; a client's may run on the engine's loop, so it must be quick and must not wait.</remarks>
public delegate string? PeerCertificateValidator(X509Certificate2 leaf, X509Certificate2Collection others);
