using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Calls;

/// <summary>Every kind of call, in clear text and over TLS with client certificates.</summary>
public sealed class CallKindTests
{
    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unary_Request_GetsResponse(bool secure)
    {
        await WithChannelAsync(secure, async channel =>
            Assert.Equal("hello", (await channel.UnaryAsync(Demo.Echo, Demo.Text("hello"))).Value));
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3_900_000, false)]
    [InlineData(3_900_000, true)]
    public async Task Unary_AnySize_ArrivesWhole(int size, bool secure)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        await WithChannelAsync(secure, async channel =>
        {
            var answer = await channel.UnaryAsync(Demo.Blob, new BytesValue { Value = ByteString.CopyFrom(content) });
            Assert.True(answer.Value.Span.SequenceEqual(content));
        });
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(0, false)]
    [InlineData(10_000, false)]
    [InlineData(10_000, true)]
    public async Task ServerStreaming_ManyMessages_ArriveInOrder(int count, bool secure)
    {
        await WithChannelAsync(secure, async channel =>
        {
            await using var call = channel.ServerStreaming(Demo.Count, Demo.Number(count));
            var received = await Expect.ListAsync(call.ReadAllAsync());
            Assert.Equal(Enumerable.Range(1, count), received.Select(n => n.Value));
        });
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(0, false)]
    [InlineData(10_000, false)]
    [InlineData(10_000, true)]
    public async Task ClientStreaming_ManyMessages_AreAllSeen(int count, bool secure)
    {
        await WithChannelAsync(secure, async channel =>
        {
            await using var call = channel.ClientStreaming(Demo.Sum);
            for (var i = 0; i < count; i++)
                await call.WriteAsync(Demo.Number(2));
            Assert.Equal(2 * count, (await call.CompleteAsync()).Value);
        });
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duplex_PingPong_AnswersEachMessageAtOnce(bool secure)
    {
        await WithChannelAsync(secure, async channel =>
        {
            await using var call = channel.Duplex(Demo.Chat);
            for (var i = 0; i < 100; i++)
            {
                await call.WriteAsync(Demo.Text($"{i}"));
                Assert.Equal($"{i}", (await call.ReadAsync())?.Value);
            }

            await call.CompleteAsync();
            Assert.Equal("bye", (await call.ReadAsync())?.Value);
            Assert.Null(await call.ReadAsync());
            Assert.Null(await call.ReadAsync());
        });
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_BothWaysAtOnce_LosesNothing()
    {
        const int Count = 20_000;
        await WithChannelAsync(false, async channel =>
        {
            await using var call = channel.Duplex(Demo.Chat);
            var reading = Expect.ListAsync(call.ReadAllAsync());
            for (var i = 0; i < Count; i++)
                await call.WriteAsync(Demo.Text($"{i}"));
            await call.CompleteAsync();
            var received = await reading;
            Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}").Append("bye"), received.Select(t => t.Value));
        });
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_ManyAtOnce_AllAnswer()
    {
        // More than the 100 streams that Kestrel allows on one connection.
        const int Count = 250;
        await WithChannelAsync(false, async channel =>
        {
            var calls = Enumerable.Range(0, Count).Select(_ => channel.Duplex(Demo.Chat)).ToList();
            await Task.WhenAll(calls.Select(async (call, i) =>
            {
                await call.WriteAsync(Demo.Text($"{i}"));
                Assert.Equal($"{i}", (await call.ReadAsync())?.Value);
            }));
            foreach (var call in calls)
                await call.DisposeAsync();
        });
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Call_OfAnotherKind_IsRefused()
    {
        await WithChannelAsync(false, async channel =>
        {
            Assert.Throws<ArgumentException>(() => channel.ServerStreaming(Demo.Echo, Demo.Text("")));
            await Assert.ThrowsAsync<ArgumentException>(() => channel.UnaryAsync(Demo.Count, Demo.Number(1)));
        });
    }

    private static async Task WithChannelAsync(bool secure, Func<RpcChannel, Task> act)
    {
        using var tls = secure ? new TestTls { DemandClientCertificate = true } : null;
        await using var host = await RpcHost.StartAsync(new DemoService(), tls);
        using var channel = host.Channel();
        await act(channel);
        Assert.Empty(host.Log.All);
    }
}
