using System.Diagnostics.CodeAnalysis;
using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Sessions.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>An assignment that has been read and found possible.</summary>
/// <param name="EndPoint">Where visitors come; port 0: any free one.</param>
/// <param name="Opening">Names <paramref name="Target"/> to native connectors.</param>
internal sealed record GatewayAssignment(string Id, string Uid, IPEndPoint EndPoint, TargetAddress Target, int MaxVisitors, NativeOpening Opening)
{
    /// <param name="problem">Why it is not possible, for people.</param>
    public static bool TryRead(
        Assignment wire,
        VisitorSettings settings,
        [NotNullWhen(true)] out GatewayAssignment? assignment,
        [NotNullWhen(false)] out string? problem
    )
    {
        assignment = null;
        var address = settings.Address;
        var target = default(TargetAddress);
        if (wire.Protocol != AssignmentProtocol.Tcp)
            problem = $"protocol {wire.Protocol} is not carried yet: assign it as TCP";
        else if (wire.Port > IPEndPoint.MaxPort)
            problem = $"port {wire.Port} is out of range: give 0 to 65535";
        else if (wire.ListenAddress.Length > 0 && !IPAddress.TryParse(wire.ListenAddress, out address))
            problem = $"listen address {PeerText.Quote(wire.ListenAddress)} is not an IP address: give one of this gateway's, or leave it out";
        else if (!Protocol.Uid.TryValidate(wire.Uid, out problem) || !TargetAddress.TryParse(wire.Target, out target, out problem))
            return false;
        if (problem is not null)
            return false;

        var visitors = wire.MaxVisitors == 0 ? settings.MaxVisitors : (int)Math.Min(wire.MaxVisitors, int.MaxValue);
        var endPoint = new IPEndPoint(ListenAddress.Usable(address!), (int)wire.Port);
        assignment = new GatewayAssignment(wire.Id, wire.Uid, endPoint, target, visitors, new NativeOpening(target));
        return true;
    }
}
