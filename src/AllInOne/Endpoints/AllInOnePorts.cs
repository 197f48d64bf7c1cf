using System.Net.Sockets;
using SocketWarp.AllInOne.Settings;
using SocketWarp.Base.Net;

namespace SocketWarp.AllInOne.Endpoints;

/// <summary>
/// The ports of this run, all known before anything starts: the parts are told of each other by their settings. When another program takes
/// a free port in between, the start fails with a clear line.
/// </summary>
internal sealed record AllInOnePorts(int Api, int Gateway, int Visitor, int Target, int Scep)
{
    public static AllInOnePorts Choose(AllInOneSettings settings)
    {
        var taken = new HashSet<int>();
        int Port(int? wanted, int usual, SocketType type)
        {
            var port = wanted ?? (settings.FreePorts ? 0 : usual);
            if (port != 0)
                return port;
            do port = FreePort.Claim(type);
            while (!taken.Add(port));
            return port;
        }

        return new AllInOnePorts(
            Port(settings.ApiPort, 8080, SocketType.Stream),
            Port(settings.GatewayPort, 11443, SocketType.Dgram),
            Port(settings.VisitorPort, 9000, SocketType.Stream),
            Port(settings.TargetPort, 7007, SocketType.Stream),
            Port(settings.ScepPort, 3000, SocketType.Stream)
        );
    }
}
