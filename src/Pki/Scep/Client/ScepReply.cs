using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>A CertRep that answers our own request.</summary>
public sealed record ScepReply(PkiStatus Status)
{
    /// <summary>Of success: for our key, signed by the authority; without the private key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Of success with GetCRL: DER.</summary>
    public byte[]? RevocationList { get; init; }

    /// <summary>Of failure.</summary>
    public FailInfo? FailInfo { get; init; }

    /// <summary>Of failure, where the server gave one: already fit for a log line.</summary>
    public string? FailText { get; init; }
}
