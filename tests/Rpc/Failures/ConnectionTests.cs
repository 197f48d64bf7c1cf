using System.Net;
using System.Net.Sockets;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Failures;

public sealed class ConnectionTests
{
    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_ConnectionIsReset_BothSidesLearnIt()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        await using var relay = new CuttableRelay(host.Address);
        using var channel = new RpcChannel(new() { Address = relay.Address });
        var hanging = channel.UnaryAsync(Demo.Hang, Demo.Text(""));
        await service.HangStarted;
        await using var chat = channel.Duplex(Demo.Chat);
        await chat.WriteAsync(Demo.Text("one"));
        await chat.ReadAsync();
        await using var upload = channel.ClientStreaming(Demo.Sum);
        await upload.WriteAsync(Demo.Number(1));

        relay.Cut();

        await Expect.StatusAsync(RpcStatusCode.Unavailable, () => hanging);
        await Expect.StatusAsync(RpcStatusCode.Unavailable, async () => await chat.ReadAsync());
        await Expect.StatusAsync(RpcStatusCode.Unavailable, async () => await chat.WriteAsync(Demo.Text("two")));
        await Expect.StatusAsync(RpcStatusCode.Unavailable, () => upload.CompleteAsync());
        await service.Cancelled;
        Assert.Equal("again", (await channel.UnaryAsync(Demo.Echo, Demo.Text("again"))).Value);
        Assert.Empty(host.Log.All);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ServerStreaming_PeerFallsSilent_PingNoticesIt()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        await using var relay = new CuttableRelay(host.Address);
        using var channel = new RpcChannel(new() { Address = relay.Address, KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) });
        await using var call = channel.Duplex(Demo.Chat);
        await call.WriteAsync(Demo.Text("one"));
        await call.ReadAsync();
        relay.FallSilent();
        await Expect.StatusAsync(RpcStatusCode.Unavailable, async () => await call.ReadAsync());
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_NobodyListens_IsUnavailable()
    {
        using var channel = new RpcChannel(new() { Address = new($"http://127.0.0.1:{FreePort()}") });
        await Expect.StatusAsync(RpcStatusCode.Unavailable, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
        await using var call = channel.Duplex(Demo.Chat);
        await Expect.StatusAsync(RpcStatusCode.Unavailable, async () => await call.WriteAsync(Demo.Text("")));
        await Expect.StatusAsync(RpcStatusCode.Unavailable, () => call.ResponseHeaders);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_ServerWasRestarted_NextCallWorks()
    {
        var port = FreePort();
        using var channel = new RpcChannel(new() { Address = new($"http://127.0.0.1:{port}") });
        for (var round = 0; round < 3; round++)
        {
            var service = new DemoService();
            await using var host = await RpcHost.StartAsync(service.Map, port: port);
            Assert.Equal("alive", (await channel.UnaryAsync(Demo.Echo, Demo.Text("alive"))).Value);
            var hanging = channel.UnaryAsync(Demo.Hang, Demo.Text(""));
            await service.HangStarted;
            await host.StopAsync();
            await Expect.StatusAsync(RpcStatusCode.Unavailable, () => hanging);
        }
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("220 mail.example ESMTP\r\n")]
    [InlineData("")]
    public async Task Unary_PeerSpeaksNoHttp2_FailsSoon(string greeting)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = new RpcChannel(new() { Address = new($"http://{listener.LocalEndpoint}") });
        var call = channel.UnaryAsync(Demo.Echo, Demo.Text(""));
        using (var peer = await listener.AcceptSocketAsync())
            await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(greeting));
        var e = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.True(e.Code is RpcStatusCode.Internal or RpcStatusCode.Unavailable, e.Message);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_CertificateOfAnotherAuthority_IsUnavailable()
    {
        using var tls = new TestTls();
        await using var host = await RpcHost.StartAsync(new DemoService(), tls);
        using var channel = new RpcChannel(new() { Address = host.Address });
        var e = await Expect.StatusAsync(RpcStatusCode.Unavailable, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
        Assert.Contains("certificate", e.Detail);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_ConnectionTakesTooLong_IsUnavailable()
    {
        using var channel = new RpcChannel(new()
        {
            Address = new("http://127.0.0.1:1"),
            ConnectTimeout = TimeSpan.FromMilliseconds(200),
            ConfigureHandler = handler => handler.ConnectCallback = async (_, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                throw new InvalidOperationException();
            },
        });
        await Expect.StatusAsync(RpcStatusCode.Unavailable, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
