using System.Net;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>A connected session, seen from both sides, and what it runs on.</summary>
internal sealed class SessionPair(ITransportListener listener, ITransportSession client, ITransportSession server) : IAsyncDisposable
{
    public ITransportListener Listener => listener;

    public ITransportSession Client => client;

    public ITransportSession Server => server;

    /// <param name="via">What stands between, by the listener's address; null for nothing.</param>
    public static async Task<SessionPair> ConnectAsync(
        ITransportEngine engine,
        Credentials credentials,
        SessionLimits? clientLimits = null,
        SessionLimits? serverLimits = null,
        ITargetHandler? targets = null,
        IPAddress? address = null,
        Func<IPEndPoint, IPEndPoint>? via = null
    )
    {
        var listener = await engine.ListenAsync(credentials.Listen(serverLimits, address: address)).InTime();
        var accepting = listener.AcceptAsync().InTime();
        var dialled = via?.Invoke(listener.LocalEndPoint) ?? listener.LocalEndPoint;
        var client = await engine.ConnectAsync(credentials.Connect(dialled, clientLimits) with { Targets = targets }).InTime();
        return new SessionPair(listener, client, await accepting);
    }

    /// <summary>A stream and its other end. A stream exists for the peer with its first byte, so one is sent and taken.</summary>
    public static async Task<(ITransportStream Opener, ITransportStream Accepter)> OpenAsync(ITransportSession opener, ITransportSession accepter)
    {
        var opened = await opener.OpenStreamAsync().InTime();
        await opened.WriteAsync("!");
        var accepted = await accepter.AcceptStreamAsync().InTime();
        await accepted.ReadTextAsync(1);
        return (opened, accepted);
    }

    public Task<(ITransportStream Opener, ITransportStream Accepter)> OpenAsync(bool fromClient = true) =>
        fromClient ? OpenAsync(client, server) : OpenAsync(server, client);

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync().InTime();
        await server.DisposeAsync().InTime();
        await listener.DisposeAsync().InTime();
    }
}
