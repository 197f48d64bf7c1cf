using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Addresses, protocols, and what a session tells about itself.</summary>
[Collection(TimedCollection.Name)]
public abstract class EndpointTests(EngineKind kind) : EngineTests(kind)
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Session_OverEitherFamily_Works(string address)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, address: IPAddress.Parse(address));

        var (opener, accepter) = await pair.OpenAsync();
        await opener.WriteAsync("hello");

        Assert.Equal("hello", await accepter.ReadTextAsync(5));
        Assert.Equal(pair.Listener.LocalEndPoint, pair.Client.RemoteEndPoint);
        Assert.Equal(IPAddress.Parse(address), pair.Server.RemoteEndPoint.Address);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Session_DialledByAnAddressAlone_IsWelcome(string address)
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(address: IPAddress.Parse(address))).InTime();
        var accepting = listener.AcceptAsync().InTime();

        await using var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint) with { ServerName = address }).InTime();

        await using var server = await accepting;
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.2")]
    [InlineData("::", "127.0.0.2")]
    [InlineData("::", "::1")]
    public async Task Listener_OnAllAddresses_AnswersFromTheOneThatWasDialled(string listening, string dialled)
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(address: IPAddress.Parse(listening))).InTime();
        var accepting = listener.AcceptAsync().InTime();

        // Its socket is connected, so that it hears nobody else.
        await using var client = await Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Parse(dialled), listener.LocalEndPoint.Port))).InTime();
        await using var server = await accepting;

        var (opener, accepter) = await SessionPair.OpenAsync(server, client);
        var echoing = accepter.EchoAsync();
        var receiving = opener.ReadToEndAsync();
        var sent = await opener.SendAsync(new Payload(1, 8 * 1024 * 1024));
        Assert.Equal(sent, (await receiving).Hash());
        await echoing.InTime();
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.2")]
    [InlineData("::", "127.0.0.2")]
    [InlineData("::", "::1")]
    public async Task Listener_OnAllAddresses_AnswersStrangersFromTheOneTheyAsked(string listening, string asked)
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(address: IPAddress.Parse(listening))).InTime();
        var address = new IPEndPoint(IPAddress.Parse(asked), listener.LocalEndPoint.Port);
        using var stranger = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        stranger.Connect(address);

        // A first packet of a version that nobody speaks (RFC 9000 section 15), with two ids of 8 bytes.
        var packet = new byte[1200];
        byte[] header = [0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 8, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 7, 6, 5, 4, 3, 2, 1];
        header.CopyTo(packet, 0);
        await stranger.SendAsync(packet.AsMemory()).InTime();

        Assert.True(await stranger.ReceiveAsync(packet.AsMemory()).InTime() > header.Length);
    }

    [Theory]
    [InlineData(WireProtocols.Native)]
    [InlineData(WireProtocols.Legacy)]
    public async Task Protocol_ThatTheClientOffers_IsNegotiated(string protocol)
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(protocols: [WireProtocols.Native, WireProtocols.Legacy])).InTime();
        var accepting = listener.AcceptAsync().InTime();

        await using var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint, protocols: [protocol])).InTime();

        Assert.Equal(protocol, client.Protocol);
        Assert.Equal(protocol, (await accepting).Protocol);
    }

    [Fact]
    public async Task Protocol_WithSeveralInCommon_ServersPreferenceOrClientsWins()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(protocols: [WireProtocols.Native, WireProtocols.Legacy])).InTime();
        var accepting = listener.AcceptAsync().InTime();

        await using var client = await Engine
            .ConnectAsync(Credentials.Connect(listener.LocalEndPoint, protocols: [WireProtocols.Native, WireProtocols.Legacy]))
            .InTime();

        Assert.Equal(WireProtocols.Native, client.Protocol);
        Assert.Equal(WireProtocols.Native, (await accepting).Protocol);
    }

    [Fact]
    public async Task Protocol_WithNoneInCommon_IsRefusedAndOthersGetIn()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var accepting = listener.AcceptAsync().InTime();

        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint, protocols: ["something/else"])).InTime()
        );

        Assert.Equal(TransportError.NoCommonProtocol, error.Error);
        await using var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
        await accepting;
    }

    [Fact]
    public async Task Connect_WhereNobodyListens_FailsInTime()
    {
        int free;
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            free = ((IPEndPoint)probe.LocalEndPoint!).Port;
        }

        var started = Stopwatch.GetTimestamp();
        var limits = new SessionLimits { HandshakeTimeout = TimeSpan.FromSeconds(3) };
        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Loopback, free), limits)).InTime()
        );

        // msquic does not tell a closed port from a missing host.
        Assert.True(error.Error is TransportError.Refused or TransportError.TimedOut or TransportError.Unreachable, error.Message);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Connect_ToSomebodySilent_TimesOut()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var limits = new SessionLimits { HandshakeTimeout = TimeSpan.FromSeconds(1) };
        var started = Stopwatch.GetTimestamp();

        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ConnectAsync(Credentials.Connect((IPEndPoint)silent.LocalEndPoint!, limits)).InTime()
        );

        Assert.Equal(TransportError.TimedOut, error.Error);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Connect_Cancelled_EndsAtOnce()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var cancellation = new CancellationTokenSource();
        var connecting = Engine.ConnectAsync(Credentials.Connect((IPEndPoint)silent.LocalEndPoint!), cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.InTime(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Listen_OnATakenPort_SaysAddressInUse()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ListenAsync(Credentials.Listen() with { Address = (IPEndPoint)taken.LocalEndPoint! }).InTime()
        );

        Assert.Equal(TransportError.AddressInUse, error.Error);
    }

    [Theory]
    [InlineData("0.0.0.0", "on IPv4, though not on IPv6")]
    [InlineData("::", "on IPv6, though not on IPv4")]
    public async Task Listen_OnAPortThatIsTakenInOneFamily_SaysInWhich(string address, string expected)
    {
        Assert.SkipWhen(Kind == EngineKind.MsQuic, "msquic shares UDP ports, and does not see who else has one");
        using var taken = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var error = await Assert.ThrowsAsync<TransportException>(() =>
            Engine.ListenAsync(Credentials.Listen() with { Address = new IPEndPoint(IPAddress.IPv6Any, port) }).InTime()
        );

        Assert.Equal((TransportError.AddressInUse, $"port {port} is taken {expected}"), (error.Error, error.Message));
    }

    [Fact]
    public async Task Listen_OnAnAddressOfSomebodyElse_SaysAddressUnavailable()
    {
        var foreign = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);

        var error = await Assert.ThrowsAsync<TransportException>(() => Engine.ListenAsync(Credentials.Listen() with { Address = foreign }).InTime());

        Assert.Equal(TransportError.AddressUnavailable, error.Error);
    }

    [Fact]
    public async Task Listen_AgainOnADisposedListenersPort_Works()
    {
        var first = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var address = first.LocalEndPoint;
        await using (await Engine.ConnectAsync(Credentials.Connect(address)).InTime())
            await first.DisposeAsync().InTime();

        await using var second = await Engine.ListenAsync(Credentials.Listen() with { Address = address }).InTime();

        Assert.Equal(address, second.LocalEndPoint);
        await using var client = await Engine.ConnectAsync(Credentials.Connect(address)).InTime();
    }

    [Fact]
    public async Task Statistics_AfterATransfer_AreSane()
    {
        Assert.SkipWhen(Kind == EngineKind.MsQuic, "System.Net.Quic tells none");
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var sending = opener.SendAsync(new Payload(1, 8 * 1024 * 1024));
        await accepter.ReadToEndAsync();
        await sending;

        var statistics = pair.Client.GetStatistics();

        Assert.InRange(statistics.SmoothedRoundTrip, TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(1));
        Assert.True(statistics.CongestionWindow > 1200);
        Assert.InRange(statistics.BytesInFlight, 0, long.MaxValue);
        Assert.InRange(statistics.DatagramPayload, 1200, 65_507);
    }
}
