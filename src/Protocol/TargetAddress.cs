using System.Net;

namespace SocketWarp.Protocol;

/// <summary>What a connector dials: an address, a name to look up at each dial, or a Unix socket.</summary>
/// <param name="Host">An IP address, a name, or the path of a Unix socket.</param>
/// <param name="Port">1–65535; 0 for a Unix socket.</param>
public readonly partial record struct TargetAddress(string Host, int Port)
{
    /// <summary>Whether <see cref="Host"/> is the path of a Unix socket.</summary>
    public bool IsUnix => Port == 0;

    /// <summary>The address when <see cref="Host"/> is a literal, else null.</summary>
    public IPAddress? Literal => !IsUnix && IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary><c>host:port</c>, <c>[v6]:port</c> or <c>unix:/path</c>.</summary>
    public override string ToString() =>
        IsUnix ? $"unix:{Host}"
        : Host.Contains(':') ? $"[{Host}]:{Port}"
        : $"{Host}:{Port}";
}
