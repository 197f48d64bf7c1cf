using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SocketWarp.ServiceDefaults.Http;

/// <summary>A listener of both families sees IPv4 callers as ::ffff:a.b.c.d; logs, limits and views are to see a.b.c.d.</summary>
public static class PlainAddresses
{
    /// <summary>To be the first that looks at a listener's connections.</summary>
    public static void UsePlainAddresses(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Use(next => connection =>
        {
            if (connection.RemoteEndPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped)
                connection.RemoteEndPoint = new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port);
            return next(connection);
        });
    }
}
