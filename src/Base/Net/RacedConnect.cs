using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace SocketWarp.Base.Net;

/// <summary>
/// Connects HTTP clients by a race of the server's addresses. The runtime alone tries one after the other, each until the request's time is up.
/// </summary>
public static class RacedConnect
{
    /// <summary>Serves as the ConnectCallback of SocketsHttpHandler.</summary>
    public static ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(context, _ => true, cancellationToken);

    /// <param name="allows">Whether a socket that was just opened may stay open.</param>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, Func<Socket, bool> allows, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : AddressOrder.Interleave(await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false));
        return await ConnectAsync(addresses, port, allows, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="SocketException">when all addresses have failed; this is the last one's failure.</exception>
    public static async ValueTask<Stream> ConnectAsync(IPAddress[] addresses, int port, Func<Socket, bool> allows, CancellationToken cancellationToken)
    {
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        var winner = await AddressRace
            .RunAsync(
                addresses,
                (address, token) => DialAsync(new IPEndPoint(address, port), allows, token),
                (_, e) => failure = e,
                GiveBack,
                AddressRace.AttemptDelay,
                TimeProvider.System,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (winner is { } won)
            return new NetworkStream(won.Connection, ownsSocket: true);
        ExceptionDispatchInfo.Throw(failure);
        throw failure;
    }

    private static async Task<Socket> DialAsync(IPEndPoint address, Func<Socket, bool> allows, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!allows(socket))
                throw new IOException("too few descriptors are left: raise LimitNOFILE or ulimit -n");
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ValueTask GiveBack(Socket socket)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
