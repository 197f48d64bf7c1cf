using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Protocol;

/// <summary>What may stand for a host: an IPv4 or IPv6 literal or a name.</summary>
internal static class HostSyntax
{
    private const int MaxLabel = 63;
    private const int MaxScope = 15;
    private const string HexDigits = "0123456789abcdefABCDEF";

    /// <param name="host">Without brackets or port.</param>
    /// <param name="canonical">Literals in their one usual form, an IPv4-mapped IPv6 address as IPv4; names as they were written.</param>
    /// <returns>null, or what is wrong and how to correct it.</returns>
    public static string? Check(string host, out string canonical)
    {
        canonical = host;
        if (host.Length == 0)
            return "has no host: put a name or an address before the port";
        if (host.Contains("://", StringComparison.Ordinal))
            return "is a URL: write the host alone";
        if (host.Contains(':'))
            return CheckVersion6(host, out canonical);
        return EndsInNumber(host) ? CheckVersion4(host) : CheckName(host);
    }

    /// <summary>Finds the address in a URL, which people write where an address is wanted.</summary>
    /// <returns>What is wrong and how to correct it; null when it is not a URL.</returns>
    public static string? CheckNoUrl(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return null;
        var isKnown =
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6, Port: > 0 };
        return isKnown ? $"is a URL: write {PeerText.Clean($"{url!.Host}:{url.Port}")}" : "is a URL: write host:port, without scheme and path";
    }

    /// <summary>The address when the host is a literal, without its scope.</summary>
    public static bool TryGetLiteral(string host, out IPAddress address)
    {
        address = IPAddress.None;
        if (!host.Contains(':') && !EndsInNumber(host))
            return false;
        var scope = host.IndexOf('%', StringComparison.Ordinal);
        if (!IPAddress.TryParse(scope < 0 ? host : host.AsSpan(0, scope), out var parsed))
            return false;
        address = parsed;
        return true;
    }

    private static string? CheckVersion6(string host, out string canonical)
    {
        canonical = host;
        var scopeAt = host.IndexOf('%', StringComparison.Ordinal);
        var scope = scopeAt < 0 ? "" : host[scopeAt..];
        var text = scopeAt < 0 ? host : host[..scopeAt];
        // IPAddress also takes brackets, prefixes and ports, which mean something else here.
        if (
            !text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
            || !IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6
        )
            return "has an IPv6 address that cannot be read: write it like [2001:db8::1]:443";
        if (scope.Length == 1 || scope.Length > MaxScope + 1 || !scope.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return "has an IPv6 scope that cannot be read: write it like [fe80::1%eth0]:443";
        canonical = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) + scope;
        return address.IsIPv4MappedToIPv6 && scope.Length > 0 ? "has an IPv4 address with a scope: leave the scope out" : null;
    }

    // What a resolver would take for an IPv4 address in an unusual form (0x7f.1, 010.0.0.1, 127.1) must not pass as a name: allow-lists would miss it.
    private static bool EndsInNumber(string host)
    {
        var label = host.AsSpan().TrimEnd('.');
        label = label[(label.LastIndexOf('.') + 1)..];
        if (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return label[2..].TrimStart(HexDigits).IsEmpty;
        return label.Length > 0 && !label.ContainsAnyExceptInRange('0', '9');
    }

    private static string? CheckVersion4(string host)
    {
        var parts = host.Split('.');
        var good =
            parts.Length == 4
            && Array.TrueForAll(parts, p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0') && byte.TryParse(p, out _));
        return good ? null : "has an IPv4 address that cannot be read: write four decimal numbers from 0 to 255 without leading zeros, like 192.0.2.1";
    }

    // RFC 1123 section 2.1, and the underscore that container and service names have in practice.
    private static string? CheckName(string host)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        if (name.Length > ProtocolLimits.MaxHostName)
            return $"has a host name of more than {ProtocolLimits.MaxHostName} characters: use a shorter one or an address";
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel)
                return $"has a host name with a part of {label.Length} characters: each part between dots has 1 to {MaxLabel}";
            if (!label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || label[0] == '-' || label[^1] == '-')
                return "has a host name that cannot be read: use letters, digits, '-' and '_' (other scripts as xn--…), no '-' at either end of a part";
        }

        return null;
    }
}
