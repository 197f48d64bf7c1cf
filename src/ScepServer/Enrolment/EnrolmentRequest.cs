using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;

namespace SocketWarp.ScepServer.Enrolment;

/// <summary>A request for a certificate.</summary>
internal sealed record EnrolmentRequest(CertificateSigningRequest Signing, IPAddress? From)
{
    /// <summary>The transaction of SCEP: with it, the same request gets the same certificate again.</summary>
    public string? TransactionId { get; init; }

    /// <summary>Our certificate that the request was signed with; null: only the challenge password tells who asks.</summary>
    public X509Certificate2? Signer { get; init; }

    /// <summary><c>uid\secret</c>.</summary>
    public string? Challenge { get; init; }
}
