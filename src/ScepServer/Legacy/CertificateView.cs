using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>A line of a client's certificates.</summary>
/// <param name="Serial">A number of up to 39 digits.</param>
/// <param name="Status"><c>V</c> (valid) or <c>R</c> (revoked or expired).</param>
/// <param name="RevocationDate">The year 1 without a revocation; may lie in the future.</param>
internal sealed record CertificateView(
    long Id,
    string Cn,
    JsonElement Serial,
    string CertData,
    string Status,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTill,
    DateTimeOffset RevocationDate
)
{
    public static CertificateView Of(string uid, ClientCertificate certificate, DateTimeOffset now) =>
        new(
            certificate.Id,
            uid,
            JsonElement.Parse(
                BigInteger.Parse($"0{certificate.Serial}", NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            ),
            PemEncoding.WriteString("CERTIFICATE", certificate.Der) + "\n",
            certificate.HoldsAt(now) ? "V" : "R",
            certificate.NotBefore,
            certificate.NotAfter,
            certificate.RevokedAt ?? default(DateTimeOffset)
        );
}
