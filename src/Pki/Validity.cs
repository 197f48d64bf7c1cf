using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki;

/// <summary>A certificate's period, in words.</summary>
public static class Validity
{
    private const string Here = "the clock of this machine says";

    /// <returns>null while it holds, else "expired on 2025-01-01 …; the clock of this machine says …", or the same of "not valid before".</returns>
    internal static string? Judge(X509Certificate2 certificate, DateTimeOffset now)
    {
        // A clock that is wrong is as likely as a certificate that is: only whoever sees both times can tell.
        if (now > certificate.NotAfter)
            return $"expired on {Day(certificate.NotAfter)}; {Clock(now)}";
        return now < certificate.NotBefore ? $"not valid before {Day(certificate.NotBefore)}; {Clock(now)}" : null;
    }

    internal static string Clock(DateTimeOffset now) => $"{Here} {Text(now)}";

    /// <summary>A reason for the eyes of a peer on another machine.</summary>
    /// <param name="who">What the peer calls this process: "the gateway".</param>
    public static string ForPeer(string reason, string who)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Replace(Here, $"the clock of {who} says", StringComparison.Ordinal);
    }

    internal static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateTime local) => Text(local);
}
