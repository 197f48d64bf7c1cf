using System.Net;

namespace SocketWarp.Base.Net;

// The order in which the addresses of a name are tried.
public static class AddressOrder
{
    // IPv4 and IPv6 alternate, beginning with the family that the resolver prefers (RFC 8305 section 4): a family that does not work costs one attempt.
    public static IPAddress[] Interleave(IPAddress[] addresses)
    {
        if (addresses.Length < 3) return addresses;
        var preferred = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToArray();
        var others = addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily).ToArray();
        var pairs = Math.Min(preferred.Length, others.Length);
        return [.. preferred.Zip(others).SelectMany(pair => new[] { pair.First, pair.Second }), .. preferred.Skip(pairs), .. others.Skip(pairs)];
    }
}
