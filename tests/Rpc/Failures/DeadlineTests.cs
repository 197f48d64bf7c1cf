using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Failures;

public sealed class DeadlineTests
{
    private static readonly RpcCallOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(200) };

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_DeadlinePasses_EndsBothSides()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        using var channel = host.Channel();
        await Expect.StatusAsync(RpcStatusCode.DeadlineExceeded, () => channel.UnaryAsync(Demo.Hang, Demo.Text(""), Short));
        await service.Cancelled;
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Duplex_DeadlinePasses_EndsReadAndWrite()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel();
        await using var call = channel.Duplex(Demo.Chat, Short);
        await Expect.StatusAsync(RpcStatusCode.DeadlineExceeded, async () => await call.ReadAsync());
        await Expect.StatusAsync(RpcStatusCode.DeadlineExceeded, async () => await call.WriteAsync(Demo.Text("")));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_NoServerAnswersTheConnection_EndsAtTheDeadline()
    {
        using var silent = new SilentListener();
        using var channel = new RpcChannel(new() { Address = silent.Address });
        await Expect.StatusAsync(RpcStatusCode.DeadlineExceeded, () => channel.UnaryAsync(Demo.Echo, Demo.Text(""), Short));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_DeadlineAlreadyPassed_Fails()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var channel = host.Channel();
        await Expect.StatusAsync(RpcStatusCode.DeadlineExceeded, () => channel.UnaryAsync(Demo.Echo, Demo.Text(""), new() { Timeout = TimeSpan.Zero }));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Server_ClientDoesNotKeepItsDeadline_ServerDoes()
    {
        var service = new DemoService();
        await using var host = await RpcHost.StartAsync(service);
        using var raw = new RawClient(host.Address);
        using var response = await raw.CallAsync(Demo.Hang.Path, RawClient.Frame(Demo.Text("")), ("grpc-timeout", "100m"));
        Assert.Equal("4", await RawClient.StatusAsync(response));
        await service.Cancelled;
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Server_MalformedTimeout_IsInternal()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var raw = new RawClient(host.Address);
        using var response = await raw.CallAsync(Demo.Echo.Path, RawClient.Frame(Demo.Text("")), ("grpc-timeout", "soon"));
        Assert.Equal("13", await RawClient.StatusAsync(response));
        Assert.Contains("soon", response.Headers.GetValues("grpc-message").Single());
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task Unary_Deadline_IsKnownToTheHandler(int days)
    {
        var timeout = TimeSpan.FromDays(days);
        var earliest = DateTimeOffset.UtcNow + timeout;
        var seen = await SeenDeadlineAsync(new() { Timeout = timeout });
        // Long timeouts travel as whole minutes or hours.
        Assert.InRange(seen!.Value, earliest, DateTimeOffset.UtcNow + timeout + TimeSpan.FromHours(1));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_DeadlineBeyondTheCalendar_IsItsEnd() => Assert.Equal(DateTimeOffset.MaxValue, await SeenDeadlineAsync(new() { Timeout = TimeSpan.MaxValue }));

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_NoDeadline_IsNull() => Assert.Null(await SeenDeadlineAsync(new()));

    private static async Task<DateTimeOffset?> SeenDeadlineAsync(RpcCallOptions options)
    {
        DateTimeOffset? seen = null;
        await using var host = await RpcHost.StartAsync(app => app.MapRpcUnary(Demo.Echo, (request, call) =>
        {
            seen = call.Deadline;
            return Task.FromResult(request);
        }));
        using var channel = host.Channel();
        await channel.UnaryAsync(Demo.Echo, Demo.Text(""), options);
        return seen;
    }
}
