using System.Net;

namespace SocketWarp.Protocol.AllowList;

/// <summary>
/// One line of an allow-list: <c>host:port</c>, <c>*.example.com:443</c>, <c>10.0.0.0/8:22</c>, <c>[fd00::/8]:22</c>,
/// <c>unix:/path</c>, with <c>*</c> for any host or any port, or <c>*</c> alone for every target of any kind.
/// </summary>
/// <remarks>
/// What was written is compared, nothing is looked up: a name matches names and never the address behind it, a network matches
/// literals and never a name. Names compare without case and without a trailing dot.
/// </remarks>
public sealed partial class TargetPattern
{
    /// <summary>The pattern of every target.</summary>
    public const string Everything = "*";

    private readonly string _text;
    private readonly HostRule _rule;
    private readonly string _host;
    private readonly IPNetwork _network;
    private readonly int _port;

    private TargetPattern(string text, HostRule rule, string host = "", int port = 0, IPNetwork network = default)
    {
        _text = text;
        _rule = rule;
        _host = host;
        _port = port;
        _network = network;
    }

    private enum HostRule
    {
        Everything,
        UnixPath,
        AnyHost,
        SameHost,
        Below,
        InNetwork,
    }

    /// <summary>Whether the target is one of those that the pattern names.</summary>
    public bool Matches(in TargetAddress target)
    {
        if (_rule == HostRule.Everything)
            return true;
        if (_rule == HostRule.UnixPath || target.IsUnix)
            return _rule == HostRule.UnixPath && target.IsUnix && target.Host == _host;
        return (_port == 0 || _port == target.Port) && MatchesHost(target.Host);
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _text;

    private bool MatchesHost(string host) =>
        _rule switch
        {
            HostRule.AnyHost => true,
            HostRule.SameHost => TrimDot(host).Equals(_host, StringComparison.OrdinalIgnoreCase),
            HostRule.Below => TrimDot(host).EndsWith(_host, StringComparison.OrdinalIgnoreCase),
            HostRule.InNetwork => HostSyntax.TryGetLiteral(host, out var address) && _network.Contains(address),
            _ => false,
        };

    private static ReadOnlySpan<char> TrimDot(ReadOnlySpan<char> host) => host is [.., '.'] ? host[..^1] : host;
}
