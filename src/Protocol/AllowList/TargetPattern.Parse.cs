using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Protocol.AllowList;

public sealed partial class TargetPattern
{
    /// <param name="error">A whole message that names the value and the fix.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TargetPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        var problem = Parse(text ?? "", out pattern);
        error = problem is null ? null : $"target pattern {PeerText.Quote(text)} {problem}";
        return pattern is not null;
    }

    private static string? Parse(string text, out TargetPattern? pattern)
    {
        pattern = null;
        string? problem;
        if (text == Everything)
        {
            pattern = new TargetPattern(text, HostRule.Everything);
            return null;
        }

        if (text.StartsWith(TargetAddress.UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[TargetAddress.UnixPrefix.Length..];
            problem = TargetAddress.CheckUnixPath(path);
            pattern = problem is null ? new TargetPattern(text, HostRule.UnixPath, path) : null;
            return problem;
        }

        if (!TargetAddress.TrySplit(text, out var host, out var portText, out problem))
            return problem;
        var port = TargetAddress.ParsePort(portText);
        if (port == 0 && portText != "*")
            return $"has the port {PeerText.Quote(portText)}: give a number from 1 to 65535, or * for any";
        return ParseHost(text, host, port, out pattern);
    }

    private static string? ParseHost(string text, string host, int port, out TargetPattern? pattern)
    {
        pattern = null;
        if (host == "*")
        {
            pattern = new TargetPattern(text, HostRule.AnyHost, port: port);
            return null;
        }

        if (host.Contains('/'))
            return ParseNetwork(text, host, port, out pattern);
        var below = host.StartsWith("*.", StringComparison.Ordinal);
        var problem = HostSyntax.Check(below ? host[2..] : host, out var canonical);
        if (problem is null && below && HostSyntax.TryGetLiteral(canonical, out _))
            problem = "has * before an address: write a network, like 10.0.0.0/8:22";
        if (problem is null)
            pattern = new TargetPattern(text, below ? HostRule.Below : HostRule.SameHost, (below ? "." : "") + TrimDot(canonical).ToString(), port);
        return problem;
    }

    private static string? ParseNetwork(string text, string host, int port, out TargetPattern? pattern)
    {
        pattern = null;
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        if (HostSyntax.Check(host[..slash], out var canonical) is not null || host.Contains('%') || !HostSyntax.TryGetLiteral(canonical, out var address))
            return "has a network that does not start with an address: write it like 10.0.0.0/8:22 or [fd00::/8]:22";
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var lengthText = host.AsSpan(slash + 1);
        if (lengthText.Length is 0 or > 3 || !int.TryParse(lengthText, System.Globalization.NumberStyles.None, null, out var length) || length > bits)
            return $"has the prefix length {PeerText.Quote(lengthText.ToString())}: give a number from 0 to {bits}";
        var start = Mask(address, length);
        if (!start.Equals(address))
            return $"has bits set behind its prefix: write {start}/{length}";
        pattern = new TargetPattern(text, HostRule.InNetwork, port: port, network: new IPNetwork(start, length));
        return null;
    }

    private static IPAddress Mask(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)~(0xff >> Math.Clamp(length - (i * 8), 0, 8));
        return new IPAddress(bytes);
    }
}
