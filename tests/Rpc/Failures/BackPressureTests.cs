using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Failures;

/// <summary>Who reads slowly slows the writer down, and nobody else.</summary>
public sealed class BackPressureTests
{
    // Far above every window and buffer of HTTP/2 on both sides together.
    private const long Bound = 4 * 1024 * 1024;
    private const int Plenty = 200;

    [Fact(Timeout = Expect.Timeout)]
    public async Task ServerStreaming_ClientDoesNotRead_ServerWaits()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        using var channel = host.Channel();
        await using var call = channel.ServerStreaming(Demo.Flood, new Empty());
        await call.ReadAsync();

        var written = await Expect.StandstillAsync(() => service.Flooded, hasStarted: bytes => bytes > 0);
        Assert.InRange(written, 1, Bound);
        Assert.Equal("not stalled", (await channel.UnaryAsync(Demo.Echo, Demo.Text("not stalled"))).Value);

        for (var i = 0; i < Plenty; i++)
            await call.ReadAsync();
        Assert.True(service.Flooded > written);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ClientStreaming_ServerDoesNotRead_ClientWaits()
    {
        const int Size = 64 * 1024;
        var ignore = RpcMethod.ClientStreaming<BytesValue, Empty>(Demo.Service, "Ignore");
        var release = new TaskCompletionSource();
        await using var host = await RpcHost.StartAsync(app =>
        {
            new DemoService().Map(app);
            app.MapRpcClientStreaming(ignore, async (requests, _) =>
            {
                await release.Task;
                Assert.Equal(Plenty, (await Expect.ListAsync(requests)).Count);
                return new Empty();
            });
        });
        using var channel = host.Channel();
        await using var call = channel.ClientStreaming(ignore);
        var written = 0L;
        var writing = WriteAsync();

        Assert.InRange(await Expect.StandstillAsync(() => Volatile.Read(ref written), hasStarted: bytes => bytes > 0), 1, Bound);
        Assert.Equal("not stalled", (await channel.UnaryAsync(Demo.Echo, Demo.Text("not stalled"))).Value);

        release.SetResult();
        await writing;
        await call.CompleteAsync();

        async Task WriteAsync()
        {
            var blob = new BytesValue { Value = ByteString.CopyFrom(new byte[Size]) };
            for (var i = 0; i < Plenty; i++)
            {
                await call.WriteAsync(blob);
                Interlocked.Add(ref written, Size);
            }
        }
    }
}
