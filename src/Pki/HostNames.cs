using System.Net;

namespace SocketWarp.Pki;

/// <summary>Names of servers in certificates: DNS names, whose first label may be <c>*</c>, and IP addresses.</summary>
public static class HostNames
{
    /// <summary>Whether a certificate can carry the name.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IPAddress.TryParse(name, out _) || IsDns(name);
    }

    internal static bool IsDns(string name) => Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Dns;
}
