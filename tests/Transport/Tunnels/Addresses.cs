using System.Globalization;
using System.Net;
using SocketWarp.Protocol;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>Targets as the test's openings carry them: <c>host|port</c>.</summary>
internal static class Addresses
{
    public static string Of(IPEndPoint address) => Of(address.Address.ToString(), address.Port);

    public static string Of(string host, int port) => $"{host}|{port}";

    public static TargetAddress Parse(string text)
    {
        var bar = text.LastIndexOf('|');
        return new TargetAddress(text[..bar], int.Parse(text[(bar + 1)..], CultureInfo.InvariantCulture));
    }
}
