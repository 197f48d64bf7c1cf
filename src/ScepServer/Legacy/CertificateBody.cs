using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>A certificate that was issued elsewhere.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record CertificateBody
{
    /// <summary>PEM, percent-encoded.</summary>
    public string? CertPem { get; init; }
}
