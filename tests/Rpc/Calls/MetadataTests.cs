using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Calls;

public sealed class MetadataTests
{
    private static readonly byte[] Bytes = [0, 1, 254, 255];

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_InitialAndTrailingMetadata_Arrive()
    {
        var release = new TaskCompletionSource();
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, async (_, _, call) =>
        {
            await call.WriteResponseHeadersAsync(new RpcMetadata { { "initial", "i" }, { "initial-bin", Bytes } });
            await release.Task;
            call.ResponseTrailers.Add("trailing", "t");
            call.ResponseTrailers.Add("trailing-bin", Bytes);
        }));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);

        var headers = await call.ResponseHeaders;
        Assert.Equal("i", headers.GetValue("initial"));
        Assert.Equal(Bytes, headers.GetBytes("initial-bin"));
        Assert.Throws<InvalidOperationException>(() => call.Trailers);

        release.SetResult();
        Assert.Null(await call.ReadAsync());
        Assert.Equal("t", call.Trailers.GetValue("trailing"));
        Assert.Equal(Bytes, call.Trailers.GetBytes("trailing-bin"));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_DefaultAndOwnHeaders_ReachTheHandler()
    {
        RpcMetadata? seen = null;
        await using var host = await RpcHost.StartAsync(app => app.MapRpcUnary(Demo.Echo, (request, call) =>
        {
            seen = call.RequestHeaders;
            return Task.FromResult(request);
        }));
        var token = 0;
        using var channel = host.Channel(new RpcChannelOptions
        {
            Address = host.Address,
            DefaultMetadata = _ => ValueTask.FromResult(new RpcMetadata { { "authorization", $"Bearer {++token}" } }),
        });
        for (var i = 1; i <= 2; i++)
        {
            await channel.UnaryAsync(Demo.Echo, Demo.Text(""), new() { Headers = new RpcMetadata { { "own", "a" }, { "own", "b" }, { "own-bin", Bytes } } });
            Assert.Equal($"Bearer {i}", seen?.GetValue("authorization"));
            // HTTP may join what has the same key.
            Assert.Equal("a, b", string.Join(", ", seen!.Where(e => e.Key == "own").Select(e => e.Value)));
            Assert.Equal(Bytes, seen?.GetBytes("own-bin"));
            Assert.DoesNotContain(seen!, e => e.Key is "te" or "content-type" || e.Key.StartsWith("grpc-", StringComparison.Ordinal));
        }
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_DefaultMetadataFails_IsUnauthenticated()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel(new RpcChannelOptions { Address = host.Address, DefaultMetadata = _ => throw new IOException("no token file") });
        var e = await Expect.StatusAsync(RpcStatusCode.Unauthenticated, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
        Assert.Contains("no token file", e.Detail);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task WriteResponseHeaders_AfterFirstMessage_IsRefused()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcServerStreaming(Demo.Count, async (_, responses, call) =>
        {
            await responses.WriteAsync(Demo.Number(1));
            await Assert.ThrowsAsync<InvalidOperationException>(() => call.WriteResponseHeadersAsync([]));
            await responses.WriteAsync(Demo.Number(2));
        }));
        using var channel = host.Channel();
        await using var call = channel.ServerStreaming(Demo.Count, Demo.Number(1));
        Assert.Equal(2, (await Expect.ListAsync(call.ReadAllAsync())).Count);
    }
}
