using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki;

/// <summary>A certificate's period, in words.</summary>
internal static class Validity
{
    /// <returns>null while it holds, else "expired on 2025-01-01" or "not valid before 2025-01-01".</returns>
    public static string? Judge(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now > certificate.NotAfter)
            return $"expired on {Day(certificate.NotAfter)}";
        return now < certificate.NotBefore ? $"not valid before {Day(certificate.NotBefore)}" : null;
    }

    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateTime local) => Text(local);
}
