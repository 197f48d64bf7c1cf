using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Authority;

/// <summary>A line of a revocation list (RFC 5280 section 5.3).</summary>
/// <param name="Serial">As <see cref="X509Certificate2.SerialNumber"/> has it: hexadecimal.</param>
public sealed record RevokedCertificate(string Serial, DateTimeOffset At, X509RevocationReason Reason = X509RevocationReason.Unspecified);
