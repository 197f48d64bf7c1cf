using System.Diagnostics;
using SocketWarp.Client.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Client.Tests;

/// <summary>Writes whose answers are lost, or say that nobody knows.</summary>
public sealed class WriteTests
{
    private const string Unknown = """{"type":"urn:socketwarp:problem:store-silent","status":503,"detail":"the store is silent: wait","fix":"wait"}""";
    private const string NotDone = """{"type":"urn:socketwarp:problem:store-unavailable","status":503,"detail":"the store is away: wait","fix":"wait"}""";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static readonly AssignmentRequest Wish = new()
    {
        Uid = "u",
        Target = "t:1",
        Port = 9000,
    };

    [Fact]
    public async Task Write_WhoseAnswerIsLost_IsRepeated_AndDoneOnce()
    {
        await using var host = await TestApi.StartAsync();
        await using var proxy = new LosingProxy(host.Addresses.Rest!, lost: 2);
        using var api = Client(proxy.Address, host.Tokens[0], Waiting.Patience);

        // Without its key the repeat would be refused: the port is taken by the first.
        var created = await api.CreateAssignmentAsync(Wish).InTime();

        Assert.Equal(created.Id, Assert.Single(await host.Admin.ListAssignmentsAsync()).Id);
        Assert.Equal(1UL, created.Revision);
    }

    [Fact]
    public async Task Delete_WhoseAnswerIsLost_IsRepeated_AndNotRefused()
    {
        await using var host = await TestApi.StartAsync(("Api:AcknowledgeTimeout", "100ms"));
        var created = await host.Admin.CreateAssignmentAsync(Wish);
        await using var proxy = new LosingProxy(host.Addresses.Rest!, lost: 1);
        using var api = Client(proxy.Address, host.Tokens[0], Waiting.Patience);

        await api.DeleteAssignmentAsync(created.Id).InTime();

        Assert.Empty(await host.Admin.ListAssignmentsAsync());
    }

    [Fact]
    public async Task Write_ThatStaysUnknown_SaysSoAtTheEndOfItsTime()
    {
        await using var server = FaultyServer.Saying(Answer(Unknown));
        using var api = Client(server.Address, "token", Short);
        var clock = Stopwatch.StartNew();

        var failure = await FaultTests.FailAsync(() => api.CreateAssignmentAsync(Wish));

        Assert.Equal((503, "store-silent"), (failure.Status, failure.Code));
        Assert.InRange(clock.Elapsed, Short / 4, Waiting.Patience);
        Assert.InRange(server.Callers, 2, 10);
    }

    [Fact]
    public async Task Write_ThatWasNotDone_IsNotRepeated()
    {
        await using var server = FaultyServer.Saying(Answer(NotDone));
        using var api = Client(server.Address, "token", Waiting.Patience);

        var failure = await FaultTests.FailAsync(() => api.CreateAssignmentAsync(Wish));

        Assert.Equal(("store-unavailable", 1), (failure.Code, server.Callers));
    }

    [Fact]
    public async Task Repeat_ThatWasNotDone_SaysNothingOfTheFirst()
    {
        var first = true;
        await using var server = new FaultyServer(
            (caller, end) =>
            {
                var answer = Answer(first ? Unknown : NotDone);
                first = false;
                return FaultyServer.SayAsync(caller, answer, end);
            }
        );
        using var api = Client(server.Address, "token", Short);

        var failure = await FaultTests.FailAsync(() => api.CreateAssignmentAsync(Wish));

        Assert.Equal("store-silent", failure.Code);
        Assert.InRange(server.Callers, 2, 10);
    }

    private static string Answer(string problem) =>
        $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {problem.Length}\r\nConnection: close\r\n\r\n{problem}";

    private static ControlClient Client(Uri address, string token, TimeSpan time) =>
        new(
            new ApiClientOptions
            {
                Address = address,
                Token = token,
                CallTimeout = time,
            }
        );
}
