using System.Diagnostics.CodeAnalysis;
using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Sessions.Tunnels;

namespace SocketWarp.QuicGateway.Publishing;

/// <summary>An assignment that has been read and found possible.</summary>
/// <param name="EndPoint">Where visitors come; port 0: any free one.</param>
internal sealed record Wish(IPEndPoint EndPoint, VisitorRules Rules)
{
    /// <param name="problem">Why it is not possible, for people.</param>
    public static bool TryRead(Assignment assignment, VisitorSettings settings, [NotNullWhen(true)] out Wish? wish, [NotNullWhen(false)] out string? problem)
    {
        wish = null;
        var address = settings.Address;
        var target = default(TargetAddress);
        if (assignment.Protocol != AssignmentProtocol.Tcp)
            problem = $"protocol {assignment.Protocol} is not carried yet: assign it as TCP";
        else if (assignment.Port > IPEndPoint.MaxPort)
            problem = $"port {assignment.Port} is out of range: give 0 to 65535";
        else if (assignment.ListenAddress.Length > 0 && !IPAddress.TryParse(assignment.ListenAddress, out address))
            problem = $"listen address {PeerText.Quote(assignment.ListenAddress)} is no IP address";
        else if (!Uid.TryValidate(assignment.Uid, out problem) || !TargetAddress.TryParse(assignment.Target, out target, out problem))
            return false;
        if (problem is not null)
            return false;

        var visitors = assignment.MaxVisitors == 0 ? settings.MaxVisitors : (int)Math.Min(assignment.MaxVisitors, int.MaxValue);
        wish = new Wish(
            new IPEndPoint(ListenAddress.Usable(address!), (int)assignment.Port),
            new VisitorRules(assignment.Id, assignment.Uid, (int)assignment.Port, target, visitors, new NativeOpening(target))
        );
        return true;
    }
}
