using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>A CertRep that answers our own request.</summary>
public sealed record ScepReply(PkiStatus Status)
{
    /// <summary>The certificate for our key after a success, signed by the authority; without the private key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The list (DER) after a successful GetCRL.</summary>
    public byte[]? RevocationList { get; init; }

    /// <summary>The reason for a failure.</summary>
    public FailInfo? FailInfo { get; init; }

    /// <summary>The server's text about a failure, if it gave one: already fit for a log line.</summary>
    public string? FailText { get; init; }
}
