using System.Net;

namespace SocketWarp.Base.Net;

/// <summary>The order in which the addresses of a name are tried.</summary>
public static class AddressOrder
{
    /// <summary>
    /// Alternates IPv4 and IPv6, beginning with the family that the resolver prefers (RFC 8305 section 4): a family that does not work costs one attempt.
    /// </summary>
    public static IPAddress[] Interleave(IPAddress[] addresses)
    {
        if (addresses.Length < 3)
            return addresses;
        var preferred = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToArray();
        var others = addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily).ToArray();
        var pairs = Math.Min(preferred.Length, others.Length);
        return [.. preferred.Zip(others).SelectMany(pair => new[] { pair.First, pair.Second }), .. preferred.Skip(pairs), .. others.Skip(pairs)];
    }
}
