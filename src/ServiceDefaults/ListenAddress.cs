using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace SocketWarp.ServiceDefaults;

/// <summary>Where this machine listens when it is to listen everywhere.</summary>
public static partial class ListenAddress
{
    private static int s_warned;

    /// <summary>Every address of the machine, of both families, in settings.</summary>
    public static IPAddress Everywhere => IPAddress.IPv6Any;

    /// <summary>What to bind: every address of IPv4 alone where <c>::</c> is asked for and the machine has no IPv6.</summary>
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

    /// <summary>Says it where IPv6 is missing; once in a process that has several services.</summary>
    public static void Warn(ILogger logger, params IEnumerable<IPAddress> wanted)
    {
        if (wanted.Any(address => Usable(address).Equals(IPAddress.Any) && address.Equals(Everywhere)) && Interlocked.Exchange(ref s_warned, 1) == 0)
            Log.NoIPv6(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "This machine has no IPv6: what is to listen on every address (::) listens on those of IPv4 (0.0.0.0)")]
        public static partial void NoIPv6(ILogger logger);
    }
}
