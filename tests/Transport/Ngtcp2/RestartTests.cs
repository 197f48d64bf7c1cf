using System.Net;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Peers;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Stateless resets, which only this engine can send.</summary>
[Collection(TimedCollection.Name)]
public sealed class RestartTests() : EngineTests(EngineKind.Ngtcp2)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(4);
    private static readonly SessionLimits Limits = new() { IdleTimeout = TimeSpan.FromSeconds(30), KeepAlive = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public async Task Listener_RestartedWithItsResetSecret_SessionIsForgottenAfterItsKeepAlive()
    {
        await using var peer = await PeerProcess.ListenAsync(Kind, Credentials, Limits);
        await using var session = await Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Loopback, peer.Port), Limits)).InTime();
        var stream = await session.OpenStreamAsync().InTime();
        await stream.WriteAsync("x");
        await stream.ReadTextAsync(1);

        await peer.RestartAsync();

        var end = await session.Closed.InTime(Limits.KeepAlive + Slack);
        Assert.Equal(SessionCloseKind.Forgotten, end.Kind);
        await Assert.ThrowsAsync<TransportException>(() => stream.ReadToEndAsync());
    }
}
