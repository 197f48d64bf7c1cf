using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Many who come at once.</summary>
[Collection(TimedCollection.Name)]
public abstract class HandshakeLoadTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task Connects_200AtOnce_AllGetIn()
    {
        // More than may have unfinished handshakes before a listener makes newcomers prove their address (Retry).
        const int count = 200;
        var patient = new SessionLimits { HandshakeTimeout = TimeSpan.FromSeconds(30), IdleTimeout = TimeSpan.FromSeconds(60) };
        await using var listener = await Engine.ListenAsync(Credentials.Listen(patient)).InTime();
        var accepting = AcceptAsync(listener, count);

        var connecting = Enumerable.Range(0, count).Select(_ => Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint, patient)).AsTask()).ToArray();

        var clients = await Task.WhenAll(connecting).InTime(TimeSpan.FromSeconds(60));
        var servers = await accepting.InTime(TimeSpan.FromSeconds(60));
        Assert.Equal(count, servers.Count);
        Assert.All(clients, client => Assert.False(client.Closed.IsCompleted));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask())).InTime();
        await Task.WhenAll(servers.Select(server => server.Closed)).InTime();
    }

    [Fact]
    public async Task Connects_OneAfterTheOther_LeaveNothingBehind()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        for (var i = 0; i < 100; i++)
        {
            await using var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
            await using var server = await listener.AcceptAsync().InTime();
            var (opener, accepter) = await SessionPair.OpenAsync(client, server);
            await opener.WriteAsync("hello");
            Assert.Equal("hello", await accepter.ReadTextAsync(5));
        }
    }

    [Fact]
    public async Task Probes_SeveralAtOnce_AllAnswer()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        var probes = Enumerable.Range(0, 10).Select(_ => pair.Server.ProbeAsync(TimeSpan.FromSeconds(5)).AsTask()).ToArray();

        Assert.All(await Task.WhenAll(probes).InTime(), Assert.True);
    }

    private static async Task<List<ITransportSession>> AcceptAsync(ITransportListener listener, int count)
    {
        var sessions = new List<ITransportSession>();
        while (sessions.Count < count)
            sessions.Add(await listener.AcceptAsync());
        return sessions;
    }
}
