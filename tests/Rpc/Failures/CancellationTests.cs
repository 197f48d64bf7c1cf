using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http.Features;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Failures;

public sealed class CancellationTests
{
    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_CallerCancels_ServerTokenFires()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        using var channel = host.Channel();
        using var cancel = new CancellationTokenSource();
        var call = channel.UnaryAsync(Demo.Hang, Demo.Text(""), cancellationToken: cancel.Token);
        await service.HangStarted;
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancel.Token, e.CancellationToken);
        await service.Cancelled;
        Assert.Equal("alive", (await channel.UnaryAsync(Demo.Echo, Demo.Text("alive"))).Value);
        Assert.Empty(host.Log.All);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_TokenAlreadyFired_NothingIsSent()
    {
        using var channel = new Client.RpcChannel(new() { Address = new("http://127.0.0.1:1") });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.UnaryAsync(Demo.Echo, Demo.Text(""), cancellationToken: new(true)));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ServerStreaming_Disposed_ServerTokenFiresAndItsWriteEnds()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        using var channel = host.Channel();
        var call = channel.ServerStreaming(Demo.Flood, new Empty());
        Assert.NotNull(await call.ReadAsync());
        await call.DisposeAsync();
        await service.Cancelled;
        await Expect.StatusAsync(RpcStatusCode.Cancelled, async () => await call.ReadAsync());
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_ReadIsCancelled_CallIsCancelled()
    {
        var ended = new TaskCompletionSource<Exception>();
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, async (requests, responses, _) =>
        {
            await responses.WriteAsync(Demo.Text("ready"));
            ended.SetResult(await Assert.ThrowsAnyAsync<Exception>(() => Expect.ListAsync(requests)));
        }));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        await call.ReadAsync();
        using var cancel = new CancellationTokenSource();
        var read = call.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call.WriteAsync(Demo.Text("")));
        Assert.IsType<OperationCanceledException>(await ended.Task, exactMatch: false);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_BlockedWriteIsCancelled_Ends()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcClientStreaming<BytesValue, Empty>(
            RpcMethod.ClientStreaming<BytesValue, Empty>(Demo.Service, "Ignore"), async (_, call) =>
            {
                await Task.Delay(Timeout.Infinite, call.CancellationToken);
                return new Empty();
            }));
        using var channel = host.Channel();
        await using var call = channel.ClientStreaming(RpcMethod.ClientStreaming<BytesValue, Empty>(Demo.Service, "Ignore"));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var blob = new BytesValue { Value = Google.Protobuf.ByteString.CopyFrom(new byte[100_000]) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
                await call.WriteAsync(blob, cancel.Token);
        });
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(0x8, RpcStatusCode.Cancelled)]
    [InlineData(0x7, RpcStatusCode.Unavailable)]
    [InlineData(0xb, RpcStatusCode.ResourceExhausted)]
    [InlineData(0xc, RpcStatusCode.PermissionDenied)]
    [InlineData(0x2, RpcStatusCode.Internal)]
    public async Task Duplex_ServerResets_ClientGetsTheStatusOfTheCode(int code, RpcStatusCode expected)
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, async (requests, responses, call) =>
        {
            await responses.WriteAsync(Demo.Text("ready"));
            await foreach (var _ in requests)
                break;
            call.HttpContext.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
        }));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        await call.ReadAsync();
        await call.WriteAsync(Demo.Text("now"));
        await Expect.StatusAsync(expected, async () => await call.ReadAsync());
        await Expect.StatusAsync(expected, async () => await call.WriteAsync(Demo.Text("")));
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(0x8, RpcStatusCode.Cancelled)]
    [InlineData(0x7, RpcStatusCode.Unavailable)]
    [InlineData(0x2, RpcStatusCode.Internal)]
    public async Task Duplex_ServerResetsBeforeItsHeaders_ClientGetsTheStatusOfTheCode(int code, RpcStatusCode expected)
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, (_, _, call) =>
        {
            call.HttpContext.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            return Task.CompletedTask;
        }));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        await Expect.StatusAsync(expected, async () =>
        {
            while (true)
                await call.WriteAsync(Demo.Text(""));
        });
        await Expect.StatusAsync(expected, async () => await call.ReadAsync());
        await Expect.StatusAsync(expected, () => call.ResponseHeaders);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Channel_Disposed_EndsItsCalls()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        var channel = host.Channel();
        var call = channel.UnaryAsync(Demo.Hang, Demo.Text(""));
        await service.HangStarted;
        channel.Dispose();
        channel.Dispose();
        await Expect.StatusAsync(RpcStatusCode.Cancelled, () => call);
        await service.Cancelled;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_TwoReadsOrWritesAtOnce_AreRefused()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        var read = call.ReadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await call.ReadAsync());
        await call.WriteAsync(Demo.Text("answer"));
        Assert.Equal("answer", (await read)?.Value);
    }
}
