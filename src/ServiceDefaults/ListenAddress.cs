using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace SocketWarp.ServiceDefaults;

/// <summary>The address to listen on when a setting asks for every address.</summary>
public static partial class ListenAddress
{
    private static int s_warned;

    /// <summary>The value in settings for every address of the machine, of both families.</summary>
    public static IPAddress Everywhere => IPAddress.IPv6Any;

    /// <summary>The address to bind: every IPv4 address where <c>::</c> is asked for and the machine has no IPv6.</summary>
    public static IPAddress Usable(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.Equals(Everywhere) && !Socket.OSSupportsIPv6 ? IPAddress.Any : address;
    }

    /// <inheritdoc cref="Usable(IPAddress)"/>
    public static IPEndPoint Usable(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new IPEndPoint(Usable(address.Address), address.Port);
    }

    /// <summary>Logs that IPv6 is missing where that matters; once, even in a process with several services.</summary>
    public static void Warn(ILogger logger, params IEnumerable<IPAddress> wanted)
    {
        if (wanted.Any(address => Usable(address).Equals(IPAddress.Any) && address.Equals(Everywhere)) && Interlocked.Exchange(ref s_warned, 1) == 0)
            Log.NoIPv6(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "This machine has no IPv6: what is to listen on every address (::) listens on those of IPv4 (0.0.0.0)",
            EventName = "NoIPv6"
        )]
        public static partial void NoIPv6(ILogger logger);
    }
}
