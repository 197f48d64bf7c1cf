using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Failures;

public sealed class LimitTests
{
    private const int Limit = 1000;

    private static readonly BytesValue Large = new() { Value = ByteString.CopyFrom(new byte[Limit]) };

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_RequestOverOurLimit_IsNotSent()
    {
        using var channel = new RpcChannel(new() { Address = new("http://127.0.0.1:1"), MaxSendMessageSize = Limit });
        await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, () => channel.UnaryAsync(Demo.Blob, Large));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_RequestOverTheServersLimit_IsRefused()
    {
        await using var host = await RpcHost.StartAsync(new DemoService(), configure: o => o.MaxReceiveMessageSize = Limit);
        using var channel = host.Channel();
        var e = await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, () => channel.UnaryAsync(Demo.Blob, Large));
        Assert.Contains($"limit is {Limit}", e.Detail);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_HugeRequestOverTheServersLimit_IsRefusedWithoutReadingIt()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel(new RpcChannelOptions { Address = host.Address, MaxSendMessageSize = int.MaxValue });
        var huge = new BytesValue { Value = ByteString.CopyFrom(new byte[64 * 1024 * 1024]) };
        await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, () => channel.UnaryAsync(Demo.Blob, huge));
        Assert.Equal("alive", (await channel.UnaryAsync(Demo.Echo, Demo.Text("alive"))).Value);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_ResponseOverTheServersLimit_IsNotSent()
    {
        await using var host = await RpcHost.StartAsync(new DemoService(), configure: o => o.MaxSendMessageSize = Limit);
        using var channel = host.Channel();
        await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, () => channel.UnaryAsync(Demo.Blob, Large));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ServerStreaming_ResponseOverOurLimit_EndsTheCallAtBothSides()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        using var channel = host.Channel(new RpcChannelOptions { Address = host.Address, MaxReceiveMessageSize = Limit });
        await using var call = channel.ServerStreaming(Demo.Flood, new Empty());
        await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, async () => await call.ReadAsync());
        await service.Cancelled;
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_OneMessageOverOurLimit_CallGoesOn()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel(new RpcChannelOptions { Address = host.Address, MaxSendMessageSize = Limit });
        await using var call = channel.Duplex(Demo.Chat);
        await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, async () => await call.WriteAsync(Demo.Text(new('x', Limit))));
        await call.WriteAsync(Demo.Text("small"));
        Assert.Equal("small", (await call.ReadAsync())?.Value);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_StreamLongerThanKestrelsBodyLimit_Passes()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcClientStreaming(
            RpcMethod.ClientStreaming<BytesValue, Int64Value>(Demo.Service, "Measure"), async (requests, _) =>
            {
                var sum = 0L;
                await foreach (var request in requests)
                    sum += request.Value.Length;
                return new Int64Value { Value = sum };
            }));
        using var channel = host.Channel();
        await using var call = channel.ClientStreaming(RpcMethod.ClientStreaming<BytesValue, Int64Value>(Demo.Service, "Measure"));
        var megabyte = new BytesValue { Value = ByteString.CopyFrom(new byte[1_000_000]) };
        for (var i = 0; i < 50; i++)
            await call.WriteAsync(megabyte);
        Assert.Equal(50_000_000, (await call.CompleteAsync()).Value);
    }
}
