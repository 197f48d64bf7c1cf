using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Peers;

/// <summary>Our client against Google's server.</summary>
public sealed class PythonServerTests
{
    private static readonly byte[] Bytes = [0, 1, 254, 255];

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_OfEveryKind_Work(bool secure) => await RunAsync(secure, async (channel, _) =>
    {
        Assert.Equal("hello", (await channel.UnaryAsync(Demo.Echo, Demo.Text("hello"))).Value);
        var large = ByteString.CopyFrom(Enumerable.Range(0, 3_900_000).Select(i => (byte)i).ToArray());
        Assert.Equal(large, (await channel.UnaryAsync(Demo.Blob, new() { Value = large })).Value);

        await using var count = channel.ServerStreaming(Demo.Count, Demo.Number(5000));
        Assert.Equal(Enumerable.Range(1, 5000), (await Expect.ListAsync(count.ReadAllAsync())).Select(n => n.Value));

        await using var sum = channel.ClientStreaming(Demo.Sum);
        for (var i = 0; i < 5000; i++)
            await sum.WriteAsync(Demo.Number(2));
        Assert.Equal(10_000, (await sum.CompleteAsync()).Value);

        await using var chat = channel.Duplex(Demo.Chat);
        for (var i = 0; i < 100; i++)
        {
            await chat.WriteAsync(Demo.Text($"{i}"));
            Assert.Equal($"{i}", (await chat.ReadAsync())?.Value);
        }

        await chat.CompleteAsync();
        Assert.Equal("bye", Assert.Single(await Expect.ListAsync(chat.ReadAllAsync())).Value);
    });

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failures_OfEveryCode_Arrive(bool secure) => await RunAsync(secure, async (channel, _) =>
    {
        for (var code = 1; code <= 16; code++)
        {
            var e = await Expect.StatusAsync((RpcStatusCode)code, () => channel.UnaryAsync(Demo.Fail, Demo.Text($"{code} Größe: 100 %\nzu viel")));
            Assert.Equal("Größe: 100 %\nzu viel", e.Detail);
            Assert.Equal("asked", e.Trailers.GetValue("reason"));
        }

        await Expect.StatusAsync(RpcStatusCode.Unimplemented, () => channel.UnaryAsync(Demo.Missing, Demo.Text("")));
    });

    [Fact(Timeout = Expect.Timeout)]
    public async Task Metadata_BothWays_Arrives() => await RunAsync(false, async (channel, _) =>
    {
        var echo = RpcMethod.Duplex<StringValue, StringValue>(Demo.Service, Demo.Echo.Name);
        await using var call = channel.Duplex(echo, new() { Headers = new RpcMetadata { { "wish", "w" }, { "wish-bin", Bytes } } });
        await call.WriteAsync(Demo.Text(""));
        await call.CompleteAsync();
        var headers = await call.ResponseHeaders;
        Assert.Equal("w", headers.GetValue("initial"));
        Assert.Equal(Bytes, headers.GetBytes("initial-bin"));
        Assert.Single(await Expect.ListAsync(call.ReadAllAsync()));
        Assert.Equal("w", call.Trailers.GetValue("trailing"));
        Assert.Equal(Bytes, call.Trailers.GetBytes("trailing-bin"));
    });

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_Passes_ServerKnowsIt(bool secure) => await RunAsync(secure, async (channel, server) =>
    {
        // The first call also starts the connection, which may take its time.
        await channel.UnaryAsync(Demo.Echo, Demo.Text(""));
        await Expect.StatusAsync(RpcStatusCode.DeadlineExceeded, () => channel.UnaryAsync(Demo.Hang, Demo.Text(""), new() { Timeout = TimeSpan.FromSeconds(1) }));
        await server.ExpectLineAsync("Hang started");
        await server.ExpectLineAsync("Hang has a deadline");
        await server.ExpectLineAsync("Hang ended");
    });

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_ByToken_ServerKnowsIt(bool secure) => await RunAsync(secure, async (channel, server) =>
    {
        using var cancel = new CancellationTokenSource();
        var call = channel.UnaryAsync(Demo.Hang, Demo.Text(""), cancellationToken: cancel.Token);
        await server.ExpectLineAsync("Hang started");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await server.ExpectLineAsync("Hang ended");
    });

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_ByDispose_ServerKnowsIt(bool secure) => await RunAsync(secure, async (channel, server) =>
    {
        await using (var call = channel.ServerStreaming(Demo.Flood, new Empty()))
            await call.ReadAsync();
        await server.ExpectLineAsync("Flood started");
        await server.ExpectLineAsync("Flood ended");
    });

    [Fact(Timeout = Expect.Timeout)]
    public async Task Sizes_OverTheServersLimit_AreResourceExhausted() => await RunAsync(false, async (channel, _) =>
    {
        // Just over 4 MiB, the limit of grpcio.
        using var generous = new RpcChannel(new() { Address = channel.Options.Address, MaxSendMessageSize = int.MaxValue });
        var large = new BytesValue { Value = ByteString.CopyFrom(new byte[RpcChannelOptions.DefaultMaxMessageSize]) };
        await Expect.StatusAsync(RpcStatusCode.ResourceExhausted, () => generous.UnaryAsync(Demo.Blob, large));
    });

    [Fact(Timeout = Expect.Timeout)]
    public async Task Compression_ServerDoesNotAsk_IsRefused() => await RunAsync(
        false, async (channel, _) => await Expect.StatusAsync(RpcStatusCode.Internal, () => channel.UnaryAsync(Demo.Echo, Demo.Text(new('x', 10_000)))), "--compress");

    [Fact(Timeout = Expect.Timeout)]
    public async Task Server_IsKilled_CallsFailAsUnavailable() => await RunAsync(false, async (channel, server) =>
    {
        await using var call = channel.Duplex(Demo.Chat);
        await call.WriteAsync(Demo.Text("one"));
        await call.ReadAsync();
        await server.KillAsync();
        await Expect.StatusAsync(RpcStatusCode.Unavailable, async () => await call.ReadAsync());
        await Expect.StatusAsync(RpcStatusCode.Unavailable, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
    });

    private static async Task RunAsync(bool secure, Func<RpcChannel, PythonPeer, Task> act, params string[] more)
    {
        using var tls = secure ? new TestTls() : null;
        string[] files = tls is null ? [] : ["--key", tls.ServerKeyFile, "--certificate", tls.ServerFile, "--authority", tls.AuthorityFile];
        await using var server = PythonPeer.Start("peer_server.py", [.. files, .. more]);
        var line = await server.LineAsync();
        Assert.StartsWith("port ", line);
        using var channel = new RpcChannel(new()
        {
            Address = new($"{(secure ? "https" : "http")}://localhost:{line["port ".Length..]}"),
            ConfigureHandler = handler => tls?.Trust(handler),
        });
        await act(channel, server);
    }
}
