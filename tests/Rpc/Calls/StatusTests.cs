using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Calls;

public sealed class StatusTests
{
    public static TheoryData<int> FailureCodes => [.. Enumerable.Range(1, 16)];

    [Theory(Timeout = Expect.Timeout)]
    [MemberData(nameof(FailureCodes))]
    public async Task Unary_HandlerChoosesStatus_ClientGetsIt(int code)
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel();
        var e = await Expect.StatusAsync((RpcStatusCode)code, () => channel.UnaryAsync(Demo.Fail, Demo.Text($"{code} Größe: 100 %\nzu viel ")));
        Assert.Equal("Größe: 100 %\nzu viel ", e.Detail);
        Assert.Equal(["call", "asked"], e.Trailers.Select(t => t.Value));
        Assert.Empty(host.Log.All);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_DetailOverLimit_IsCut()
    {
        await using var host = await RpcHost.StartAsync(new DemoService(), configure: o => o.MaxStatusDetailSize = 10);
        using var channel = host.Channel();
        var e = await Expect.StatusAsync(RpcStatusCode.NotFound, () => channel.UnaryAsync(Demo.Fail, Demo.Text("5 0123456789abc")));
        Assert.Equal("0123456789", e.Detail);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_HandlerThrows_ClientLearnsNothingAndTheLogAll()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcUnary(Demo.Echo, (_, _) => throw new InvalidOperationException("the secret")));
        using var channel = host.Channel();
        var e = await Expect.StatusAsync(RpcStatusCode.Unknown, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
        Assert.DoesNotContain("secret", e.Detail);
        Assert.Contains("Error: /rpc.test.Demo/Echo: the handler failed System.InvalidOperationException: the secret", Assert.Single(host.Log.All));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ServerStreaming_FailsAfterMessages_ClientGetsMessagesThenStatus()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcServerStreaming(Demo.Count, async (_, responses, call) =>
        {
            await responses.WriteAsync(Demo.Number(1));
            call.ResponseTrailers.Add("from", "call");
            throw new RpcException(RpcStatusCode.DataLoss, "gone", new RpcMetadata { { "reason", "test" } });
        }));
        using var channel = host.Channel();
        await using var call = channel.ServerStreaming(Demo.Count, Demo.Number(1));
        Assert.Equal(1, (await call.ReadAsync())?.Value);
        var e = await Expect.StatusAsync(RpcStatusCode.DataLoss, async () => await call.ReadAsync());
        Assert.Equal(["call", "test"], e.Trailers.Select(t => t.Value));
        Assert.Same(e, await Expect.StatusAsync(RpcStatusCode.DataLoss, async () => await call.ReadAsync()));
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData("rpc.test.Demo", "Missing")]
    [InlineData("rpc.test.Other", "Echo")]
    public async Task Unary_NoSuchMethod_IsUnimplemented(string service, string name)
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel();
        var method = RpcMethod.Unary<Google.Protobuf.WellKnownTypes.StringValue, Google.Protobuf.WellKnownTypes.StringValue>(service, name);
        var e = await Expect.StatusAsync(RpcStatusCode.Unimplemented, () => channel.UnaryAsync(method, Demo.Text("")));
        Assert.Contains(method.Path, e.Detail);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ReadAll_AfterHandlerReturned_RefusesLateWrites()
    {
        var writer = new TaskCompletionSource<IRpcWriter<Google.Protobuf.WellKnownTypes.Int32Value>>();
        await using var host = await RpcHost.StartAsync(app => app.MapRpcServerStreaming(Demo.Count, (_, responses, _) =>
        {
            writer.SetResult(responses);
            return Task.CompletedTask;
        }));
        using var channel = host.Channel();
        await using var call = channel.ServerStreaming(Demo.Count, Demo.Number(1));
        Assert.Empty(await Expect.ListAsync(call.ReadAllAsync()));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await (await writer.Task).WriteAsync(Demo.Number(1)));
    }

    [Fact]
    public async Task Start_WithImpossibleOptions_SaysAllOfThem()
    {
        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            RpcHost.StartAsync(new DemoService(), configure: o => (o.MaxReceiveMessageSize, o.MaxSendMessageSize) = (0, -1)));
        Assert.Equal(2, e.Failures.Count());
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost/path")]
    public void Channel_WithImpossibleAddress_IsRefused(string address) =>
        Assert.Throws<ArgumentException>(() => new RpcChannel(new() { Address = new Uri(address) }));
}
