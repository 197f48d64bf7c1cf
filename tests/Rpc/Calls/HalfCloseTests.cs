using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Calls;

/// <summary>The end of one direction leaves the other alone.</summary>
public sealed class HalfCloseTests
{
    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_ClientCompletesFirst_ServerGoesOn()
    {
        var sawEnd = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, async (requests, responses, _) =>
        {
            Assert.Single(await Expect.ListAsync(requests));
            sawEnd.SetResult();
            await release.Task;
            for (var i = 0; i < 3; i++)
                await responses.WriteAsync(Demo.Text($"{i}"));
        }));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        await call.WriteAsync(Demo.Text("only"));
        await call.CompleteAsync();
        await call.CompleteAsync();
        await sawEnd.Task;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await call.WriteAsync(Demo.Text("late")));
        release.SetResult();
        Assert.Equal(["0", "1", "2"], (await Expect.ListAsync(call.ReadAllAsync())).Select(t => t.Value));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_CompletedWithoutMessage_ServerSeesTheEnd()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        await call.CompleteAsync();
        Assert.Equal("bye", Assert.Single(await Expect.ListAsync(call.ReadAllAsync())).Value);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_NothingWritten_ServerIsCalledAtOnce()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, (_, responses, _) => responses.WriteAsync(Demo.Text("welcome")).AsTask()));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        Assert.Equal("welcome", (await call.ReadAsync())?.Value);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_ServerEndsWellFirst_WritesFailAndReadsEnd()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, (_, _, _) => Task.CompletedTask));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        Assert.Null(await call.ReadAsync());
        await Expect.StatusAsync(RpcStatusCode.Cancelled, async () => await call.WriteAsync(Demo.Text("late")));
        await call.CompleteAsync();
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_ServerRefuses_WriteTellsTheStatus()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, (_, _, _) => throw new RpcException(RpcStatusCode.PermissionDenied, "not you")));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        var e = await Expect.StatusAsync(RpcStatusCode.PermissionDenied, async () =>
        {
            while (true)
                await call.WriteAsync(Demo.Text("more"));
        });
        Assert.Equal("not you", e.Detail);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_HandlerLeavesItsLoop_GoesOnWithTheNextRequest()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, async (requests, responses, _) =>
        {
            await foreach (var first in requests)
            {
                await responses.WriteAsync(Demo.Text($"first {first.Value}"));
                break;
            }

            await foreach (var next in requests)
                await responses.WriteAsync(Demo.Text($"next {next.Value}"));
        }));
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat);
        for (var i = 0; i < 3; i++)
            await call.WriteAsync(Demo.Text($"{i}"));
        await call.CompleteAsync();
        await foreach (var first in call.ReadAllAsync())
        {
            Assert.Equal("first 0", first.Value);
            break;
        }

        Assert.Equal(["next 1", "next 2"], (await Expect.ListAsync(call.ReadAllAsync())).Select(t => t.Value));
    }
}
