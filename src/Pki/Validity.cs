using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki;

/// <summary>A certificate's period, in words.</summary>
public static class Validity
{
    private const string Here = "the clock of this machine says";
    private const string ClockClause = "; the clock of ";

    /// <returns>null while it holds, else "expired on 2025-01-01 …; the clock of this machine says …", or the same with "not valid before".</returns>
    internal static string? Check(X509Certificate2 certificate, DateTimeOffset now)
    {
        // The clock may be wrong as well as the certificate, and only a reader who sees both times can tell which.
        if (now > certificate.NotAfter)
            return $"expired on {Day(certificate.NotAfter)}; {Clock(now)}";
        return now < certificate.NotBefore ? $"not valid before {Day(certificate.NotBefore)}; {Clock(now)}" : null;
    }

    internal static string Clock(DateTimeOffset now) => $"{Here} {Text(now)}";

    /// <summary>Rewords a reason for a peer on another machine, to which "this machine" would mean its own.</summary>
    /// <param name="who">What the peer calls this process: "the gateway".</param>
    public static string ForPeer(string reason, string who)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Replace(Here, $"the clock of {who} says", StringComparison.Ordinal);
    }

    /// <summary>Strips the time that a clock said from a reason, to see whether it is the same reason as before.</summary>
    public static string WithoutClock(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var start = reason.IndexOf(ClockClause, StringComparison.Ordinal);
        var end = start < 0 ? -1 : reason.IndexOf('Z', start);
        return end < 0 ? reason : reason.Remove(start, end - start + 1);
    }

    internal static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateTime local) => Text(local);
}
