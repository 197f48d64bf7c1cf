using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SocketWarp.Protocol;

public readonly partial record struct TargetAddress
{
    internal const string UnixPrefix = "unix:";
    private const string Forms = "host:port, [v6]:port or unix:/path";

    /// <summary>
    /// Reads <c>host:port</c>, <c>[v6]:port</c> or <c>unix:/path</c>. Literals come out in their one usual form (an IPv4-mapped
    /// IPv6 address as IPv4); an IPv4 address in an unusual notation is refused, so that what allow-lists see is what is dialled.
    /// </summary>
    /// <param name="error">A whole message that names the value and the fix.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out TargetAddress target, [NotNullWhen(false)] out string? error)
    {
        var problem = Parse(text ?? "", out target);
        error = problem is null ? null : $"target {PeerText.Quote(text)} {problem}";
        return problem is null;
    }

    /// <summary>Address and port apart, as the legacy API has them; an IPv6 address with or without brackets.</summary>
    /// <param name="error">A whole message that names the value and the fix.</param>
    public static bool TryCreate(string? address, int port, out TargetAddress target, [NotNullWhen(false)] out string? error)
    {
        target = default;
        var host = address ?? "";
        if (host.StartsWith('[') && host.EndsWith(']') && host.Contains(':'))
            host = host[1..^1];
        error = HostSyntax.Check(host, out var canonical) is { } problem ? $"address {PeerText.Quote(address)} {problem}" : null;
        if (error is null && port is < 1 or > 65535)
            error = $"port {port} is not from 1 to 65535";
        if (error is null)
            target = new TargetAddress(canonical, port);
        return error is null;
    }

    /// <returns>A port from 1 to 65535 in plain digits, or 0.</returns>
    internal static int ParsePort(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 5 && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;

    /// <summary>What to write instead of a URL; null when it is not a URL.</summary>
    public static string? UrlFix(string text) => HostSyntax.CheckNoUrl(text) is { } problem ? ProblemText.Split(problem).Fix : null;

    /// <returns>null, or what is wrong and how to correct it.</returns>
    internal static string? CheckUnixPath(string path)
    {
        if (!path.StartsWith('/'))
            return "has a path that is not absolute: write it like unix:/run/app.sock";
        if (Encoding.UTF8.GetByteCount(path) > ProtocolLimits.MaxUnixPath)
            return $"has a path of more than {ProtocolLimits.MaxUnixPath} bytes: use a shorter one";
        return path.EnumerateRunes().All(r => PeerText.IsPrintable(r) && !Rune.IsWhiteSpace(r))
            ? null
            : "has a space or control character in its path: use a path without";
    }

    private static string? Parse(string text, out TargetAddress target)
    {
        target = default;
        string? problem;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            problem = CheckUnixPath(path);
            if (problem is null)
                target = new TargetAddress(path, 0);
            return problem;
        }

        if (!TrySplit(text, out var host, out var portText, out problem))
            return problem;
        problem = HostSyntax.Check(host, out var canonical);
        if (problem is not null)
            return problem;
        var port = ParsePort(portText);
        if (port == 0)
            return $"has the port {PeerText.Quote(portText)}: give a number from 1 to 65535";
        target = new TargetAddress(canonical, port);
        return null;
    }

    /// <summary>Splits host from port; brackets must hold something with a colon.</summary>
    internal static bool TrySplit(string text, out string host, out string port, [NotNullWhen(false)] out string? problem)
    {
        host = port = "";
        problem = HostSyntax.CheckNoUrl(text);
        if (problem is not null)
            return false;
        var colon = text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || colon != close + 1)
                problem = $"has brackets that are not closed or no port behind them: write {Forms}";
            else if (!text.AsSpan(1, close - 1).Contains(':'))
                problem = "has brackets around something that is not an IPv6 address: leave them out";
            else
                (host, port) = (text[1..close], text[(colon + 1)..]);
        }
        else if (colon < 0)
        {
            problem = $"has no port: write {Forms}";
        }
        else if (text.IndexOf(':', StringComparison.Ordinal) != colon)
        {
            problem = "has more than one colon: write an IPv6 address in brackets, like [2001:db8::1]:443";
        }
        else
        {
            (host, port) = (text[..colon], text[(colon + 1)..]);
        }

        return problem is null;
    }
}
