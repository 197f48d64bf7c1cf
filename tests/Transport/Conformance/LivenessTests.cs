using System.Diagnostics;
using System.Net;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Peers;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Peers that fall silent. They are processes of their own, or they could not be stopped.</summary>
[Collection(TimedCollection.Name)]
public abstract class LivenessTests(EngineKind kind) : EngineTests(kind)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private static readonly SessionLimits Short = new() { IdleTimeout = TimeSpan.FromSeconds(2), KeepAlive = TimeSpan.FromMilliseconds(500) };
    private static readonly SessionLimits Silent = Short with { KeepAlive = TimeSpan.Zero };

    [Fact]
    public async Task IdleSession_WithoutKeepAlive_EndsAfterTheIdleTimeout()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, Silent, Silent);
        var started = Stopwatch.GetTimestamp();

        var client = await pair.Client.Closed.InTime();
        var server = await pair.Server.Closed.InTime();

        Assert.Equal(SessionCloseKind.IdleTimeout, client.Kind);
        Assert.Equal(SessionCloseKind.IdleTimeout, server.Kind);
        Assert.InRange(Stopwatch.GetElapsedTime(started), Short.IdleTimeout - TimeSpan.FromSeconds(1), Short.IdleTimeout + Slack);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IdleSession_WithKeepAliveOnEitherSide_Lives(bool atClient)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, atClient ? Short : Silent, atClient ? Silent : Short);

        var ended = Task.WhenAny(pair.Client.Closed, pair.Server.Closed);

        // More than two idle timeouts in which we send no byte.
        await Assert.ThrowsAsync<TimeoutException>(() => ended.InTime(Short.IdleTimeout * 2.5));
        var (opener, accepter) = await pair.OpenAsync();
        await opener.WriteAsync("alive");
        Assert.Equal("alive", await accepter.ReadTextAsync(5));
    }

    [Fact]
    public async Task ServerKilled_SessionEndsWithinTheIdleTimeout()
    {
        await using var peer = await PeerProcess.ListenAsync(Kind, Credentials, Short);
        await using var session = await Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Loopback, peer.Port), Short)).InTime();
        var stream = await OpenWarmAsync(session);

        await peer.KillAsync();

        await AssertEndsAsync(session, stream);
    }

    [Fact]
    public async Task ClientKilled_SessionEndsWithinTheIdleTimeout()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(Short)).InTime();
        await using var peer = await PeerProcess.ConnectAsync(Kind, Credentials, Short, listener.LocalEndPoint.Port);
        var session = await listener.AcceptAsync().InTime();
        var stream = await OpenWarmAsync(session);

        await peer.KillAsync();

        await AssertEndsAsync(session, stream);
    }

    [Fact]
    public async Task PeerStopped_SessionEndsWithinTheIdleTimeout()
    {
        await using var peer = await PeerProcess.ListenAsync(Kind, Credentials, Short);
        await using var session = await Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Loopback, peer.Port), Short)).InTime();
        var stream = await OpenWarmAsync(session);

        await peer.StopAsync();

        await AssertEndsAsync(session, stream);
        Assert.Equal(SessionCloseKind.IdleTimeout, (await session.Closed).Kind);
    }

    [Fact]
    public async Task Probe_OfALivePeer_IsTrue()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        for (var i = 0; i < 5; i++)
        {
            Assert.True(await pair.Client.ProbeAsync(TimeSpan.FromSeconds(1)).InTime());
            Assert.True(await pair.Server.ProbeAsync(TimeSpan.FromSeconds(1)).InTime());
        }
    }

    [Fact]
    public async Task Probe_OfAStoppedPeer_IsFalseInTime()
    {
        Assert.SkipWhen(Kind == EngineKind.MsQuic, "msquic cannot ask its peer");
        await using var peer = await PeerProcess.ListenAsync(Kind, Credentials, new SessionLimits());
        await using var session = await Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Loopback, peer.Port))).InTime();
        Assert.True(await session.ProbeAsync(TimeSpan.FromSeconds(5)).InTime());

        await peer.StopAsync();

        var started = Stopwatch.GetTimestamp();
        Assert.False(await session.ProbeAsync(TimeSpan.FromSeconds(1)).InTime());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(2));
        Assert.False(session.Closed.IsCompleted);
    }

    [Fact]
    public async Task Probe_OfAPeerThatSendsAllTheTime_IsTrue()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var receiving = accepter.ReadToEndAsync(TimeSpan.FromSeconds(60));
        using var enough = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            var chunk = new byte[64 * 1024];
            while (!enough.IsCancellationRequested)
                await opener.Output.WriteAsync(chunk).InTime();
            await opener.Output.CompleteAsync();
        });

        for (var i = 0; i < 5; i++)
            Assert.True(await pair.Server.ProbeAsync(TimeSpan.FromSeconds(5)).InTime());

        await enough.CancelAsync();
        await sending.InTime();
        await receiving;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Probe_OfASilentPeer_TakesNeitherForgeriesNorRepetitionsForAnAnswer(bool forged)
    {
        Assert.SkipWhen(Kind == EngineKind.MsQuic, "msquic cannot ask its peer");
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        await using var relay = new UdpRelay(listener.LocalEndPoint);
        var accepting = listener.AcceptAsync().InTime();
        await using var client = await Engine.ConnectAsync(Credentials.Connect(relay.EndPoint)).InTime();
        await using var server = await accepting;
        Assert.True(await server.ProbeAsync(TimeSpan.FromSeconds(5)).InTime());
        var datagram = relay.Cut();
        const int header = 1 + 8; // flags and the id that our listeners choose (RFC 9000 section 17.3)
        if (forged)
            Random.Shared.NextBytes(datagram.AsSpan(header));

        var probing = server.ProbeAsync(TimeSpan.FromSeconds(1)).AsTask();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do await relay.SendToListenerAsync(datagram);
        while (!probing.IsCompleted && await timer.WaitForNextTickAsync().InTime());

        Assert.False(await probing.InTime());
        Assert.False(server.Closed.IsCompleted);
    }

    [Fact]
    public async Task Probe_OfAnEndedSession_IsFalse()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        await pair.Client.CloseAsync(0, "test").InTime();
        await pair.Server.Closed.InTime();

        Assert.False(await pair.Client.ProbeAsync(TimeSpan.FromSeconds(1)).InTime());
        Assert.False(await pair.Server.ProbeAsync(TimeSpan.FromSeconds(1)).InTime());
    }

    /// <summary>
    /// A stream over which the round trip has been learnt: a new process answers slowly at first, and the idle timeout is at least
    /// three probe timeouts (RFC 9000 section 10.1).
    /// </summary>
    private static async Task<ITransportStream> OpenWarmAsync(ITransportSession session)
    {
        var stream = await session.OpenStreamAsync().InTime();
        for (var i = 0; i < 50; i++)
        {
            await stream.WriteAsync("x");
            await stream.ReadTextAsync(1);
        }

        return stream;
    }

    private static async Task AssertEndsAsync(ITransportSession session, ITransportStream stream)
    {
        var reading = stream.ReadToEndAsync(Waiting.Patience);
        await session.Closed.InTime(Short.IdleTimeout + Slack);
        // A cut session is never a clean end of its streams.
        await Assert.ThrowsAsync<TransportException>(() => reading.InTime());
        await Assert.ThrowsAsync<TransportException>(() => session.OpenStreamAsync().InTime());
    }
}
