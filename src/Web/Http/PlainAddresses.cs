using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SocketWarp.Web.Http;

/// <summary>Turns the addresses of IPv4 callers, which a listener of both families sees as ::ffff:a.b.c.d, into a.b.c.d for logs, limits and views.</summary>
public static class PlainAddresses
{
    /// <summary>Call it before anything else that looks at a listener's connections.</summary>
    public static void UsePlainAddresses(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Use(next =>
            connection =>
            {
                if (connection.RemoteEndPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped)
                    connection.RemoteEndPoint = new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port);
                return next(connection);
            }
        );
    }
}
