using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SocketWarp.Protocol;
using SocketWarp.Protocol.AllowList;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>What one uid may have, read from its <see cref="VerifiedAttributes"/>; what they do not name is not restricted.</summary>
internal sealed class ClientGrants
{
    public static readonly ClientGrants None = new(VerifiedAttributes.None, null, null, null);

    private readonly PortRanges? _ports;
    private readonly TargetAllowList? _targets;

    private ClientGrants(VerifiedAttributes attributes, PortRanges? ports, TargetAllowList? targets, int? maxTunnels) =>
        (Attributes, _ports, _targets, MaxTunnels) = (attributes, ports, targets, maxTunnels);

    public VerifiedAttributes Attributes { get; }

    /// <summary>Tunnels at once; null where the attributes do not say.</summary>
    public int? MaxTunnels { get; }

    /// <param name="problem">A whole message that names the attribute, its value and the fix.</param>
    public static bool TryRead(VerifiedAttributes attributes, [NotNullWhen(true)] out ClientGrants? rules, [NotNullWhen(false)] out string? problem)
    {
        rules = null;
        PortRanges? ports = null;
        TargetAllowList? targets = null;
        IReadOnlyList<string> errors = [];
        var maxTunnels = 0;
        if (attributes.Ports is { } portsText && !PortRanges.TryParse(portsText, out ports))
            problem = Malformed(VerifiedAttributes.PortsName, portsText, "write ports and ranges of them, such as 20000-20100,443");
        else if (
            attributes.Targets is { } targetsText
            && !TargetAllowList.TryParse(targetsText.Split(',', StringSplitOptions.TrimEntries), out targets, out errors)
        )
            problem = Malformed(VerifiedAttributes.TargetsName, targetsText, errors[0]);
        else if (attributes.MaxTunnels is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out maxTunnels) && maxTunnels > 0))
            problem = Malformed(VerifiedAttributes.MaxTunnelsName, text, "write a number from 1 on");
        else
            problem = null;
        if (problem is null)
            rules =
                attributes == VerifiedAttributes.None ? None : new ClientGrants(attributes, ports, targets, attributes.MaxTunnels is null ? null : maxTunnels);
        return problem is null;
    }

    public static string Malformed(string attribute, string text, string fix) => $"client attribute {attribute} is {PeerText.Quote(text)}: {fix}";

    /// <param name="port">As the assignment writes it; 0 (any free one) is never within a range.</param>
    /// <returns>null when the uid may have it, else the reason with the attribute that says so.</returns>
    public string? Refuse(int port, in TargetAddress target)
    {
        if (_ports?.Contains(port) == false)
            return $"client attribute {VerifiedAttributes.PortsName} is {PeerText.Quote(Attributes.Ports)} and leaves out port {port}: assign a port "
                + $"that it names";
        return _targets?.Allows(target) == false
            ? $"client attribute {VerifiedAttributes.TargetsName} is {PeerText.Quote(Attributes.Targets)} and leaves out {target}: assign a target that "
                + $"it names"
            : null;
    }
}
