using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Legacy;

/// <summary>Statuses and bodies of socket-warp 1.3.0, to the letter.</summary>
public sealed class LegacyEndpointTests
{
    private const string Text = "text/plain; charset=utf-8";
    private const string NoSession = "No QUIC connection exists for the specified UID.";

    [Fact]
    public async Task OpenListClose_WithASession_AnswerLikeTheOriginal()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");

        var opened = await host.Admin.OpenAsync("edge-1", 9000, "10.0.0.7", 22);
        Assert.Equal((200, "TcpListener created successfully!", Text), (opened.Status, opened.Body, opened.ContentType));

        var listed = await host.Admin.GetAsync("/list");
        Assert.Equal(
            (200, """[{"port":9000,"uid":"edge-1","connect_address":"10.0.0.7","connect_port":22}]""", "application/json"),
            (listed.Status, listed.Body, listed.ContentType)
        );

        var closed = await host.Admin.CloseAsync(9000);
        Assert.Equal((200, "Task 9000 canceled", Text), (closed.Status, closed.Body, closed.ContentType));

        var again = await host.Admin.CloseAsync(9000);
        Assert.Equal((404, "Task 9000 not found", Text), (again.Status, again.Body, again.ContentType));
        Assert.Equal("[]", (await host.Admin.GetAsync("/list")).Body);
    }

    [Fact]
    public async Task Open_UidWithoutSession_FailsAndStoresNothing()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");

        var answer = await host.Admin.OpenAsync("edge-2", 9000);

        Assert.Equal((500, NoSession, Text), (answer.Status, answer.Body, answer.ContentType));
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    public async Task Open_NoGateway_FailsAndStoresNothing()
    {
        await using var host = await ControlApiHost.StartAsync();

        Assert.Equal((500, NoSession), Of(await host.Admin.OpenAsync("edge-1", 9000)));
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    public async Task Open_PortTakenByAnAssignment_FailsAndSaysWhose()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1", "edge-2");
        await host.Admin.OpenAsync("edge-1", 9000);

        var answer = await host.Admin.OpenAsync("edge-2", 9000);

        Assert.Equal(500, answer.Status);
        Assert.StartsWith("Failed to create TcpListener: port 9000 is taken by assignment", answer.Body, StringComparison.Ordinal);
        Assert.Contains("edge-1", answer.Body, StringComparison.Ordinal);
        Assert.Equal("edge-1", Assert.Single(await host.Admin.ListAsync()).Uid);
    }

    [Fact]
    public async Task Open_PortTakenByAnotherProgram_FailsWithTheGatewaysReasonAndStoresNothing()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await host.AttachAsync();
        gateway.Answer = a => FakeGateway.Report(a, AssignmentState.Failed, reason: "Address already in use");
        await gateway.RunAsync("edge-1");

        Assert.Equal((500, "Failed to create TcpListener: Address already in use"), Of(await host.Admin.OpenAsync("edge-1", 9000)));
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    public async Task Open_GatewayIsStuck_FailsAfterTheTimeoutAndStoresNothing()
    {
        await using var host = await ControlApiHost.StartAsync(("Legacy:OpenTimeout", "100ms"));
        await using var gateway = await host.AttachAsync();
        await gateway.SessionAsync("edge-1");
        await gateway.TakeAsync(await gateway.ReadAsync());
        await host.UntilAsync(() => host.Control.ListConnectorsAsync(), c => c.Count == 1);

        Assert.Equal((500, "Failed to create TcpListener: the gateway has not answered within 100ms"), Of(await host.Admin.OpenAsync("edge-1", 9000)));
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    public async Task Open_SessionEndsMeanwhile_FailsAndStoresNothing()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await host.AttachAsync();
        gateway.Answer = a => FakeGateway.Report(a, AssignmentState.Waiting);
        await gateway.RunAsync("edge-1");

        Assert.Equal((500, NoSession), Of(await host.Admin.OpenAsync("edge-1", 9000)));
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    public async Task Open_CallerGoesAway_StoresNothing()
    {
        await using var host = await ControlApiHost.StartAsync(("Legacy:OpenTimeout", "20s"));
        await using var gateway = await host.AttachAsync();
        await gateway.SessionAsync("edge-1");
        await gateway.TakeAsync(await gateway.ReadAsync());

        using (var caller = host.Client(host.AdminToken))
        {
            var opening = caller.OpenAsync("edge-1", 9000);
            Assert.Equal(9000u, Assert.Single((await gateway.ReadAsync()).Delta.Upserts).Port);
            caller.Dispose();
            await Assert.ThrowsAnyAsync<Exception>(() => opening.InTime());
        }

        Assert.Single((await gateway.ReadAsync()).Delta.Removals);
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    public async Task Open_UidWithoutSessionWhereWishesAreAllowed_IsStored()
    {
        await using var host = await ControlApiHost.StartAsync(("Legacy:OpenWithoutSession", "true"));
        await using var gateway = await host.AttachAsync();
        gateway.Answer = a => FakeGateway.Report(a, AssignmentState.Waiting);
        await gateway.RunAsync();

        Assert.Equal((200, "TcpListener created successfully!"), Of(await host.Admin.OpenAsync("edge-1", 9000)));
        Assert.Equal(AssignmentStatus.Waiting, Assert.Single(await host.Admin.ListAsync()).State);
    }

    [Theory]
    [InlineData("""{"uid":"u","port":0,"connect_address":"a","connect_port":1}""", "port is 0: write a number from 1 to 65535")]
    [InlineData("""{"uid":"u","port":65536,"connect_address":"a","connect_port":1}""", "port is 65536: write a number from 1 to 65535")]
    [InlineData("""{"uid":"u","connect_address":"a","connect_port":1}""", "port is missing: write a number from 1 to 65535")]
    [InlineData("""{"uid":"u","port":1,"connect_address":"a","connect_port":0}""", "connect_port is 0: write a number from 1 to 65535")]
    [InlineData("""{"uid":"u","port":1,"connect_address":"a b","connect_port":1}""", "connect_address \"a b\" ")]
    [InlineData("""{"uid":"u","port":1,"connect_port":1}""", "connect_address \"\" ")]
    [InlineData("""{"port":1,"connect_address":"a","connect_port":1}""", "uid \"\" is empty")]
    [InlineData("""{"uid":"u","port":"1","connect_address":"a","connect_port":1}""", "\"port\" has a value of the wrong type")]
    [InlineData("""{"uid":"u",""", "the body is not the JSON that this path takes")]
    [InlineData("", "the body is empty")]
    public async Task Open_BadBody_Is400InPlainText(string body, string beginning)
    {
        await using var host = await ControlApiHost.StartAsync();

        var answer = await host.Admin.SendAsync(HttpMethod.Post, "/open", ApiClient.Text(body));

        Assert.Equal((400, Text), (answer.Status, answer.ContentType));
        Assert.StartsWith(beginning, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MembersThatNobodyKnows_AreIgnoredAsTheOriginalDid()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");

        var answer = await host.Admin.PostAsync(
            "/open",
            new
            {
                uid = "edge-1",
                port = 9000,
                connect_address = "a",
                connect_port = 1,
                comment = "x",
            }
        );

        Assert.Equal(200, answer.Status);
    }

    private static (int, string) Of(ApiAnswer answer) => (answer.Status, answer.Body);

    private static async Task AssertNothingStoredAsync(ControlApiHost host)
    {
        Assert.Equal("[]", (await host.Admin.GetAsync("/list")).Body);
        var store = (IAssignmentStore)host.Services.GetService(typeof(IAssignmentStore))!;
        await host.UntilAsync(async () => await store.ReadAsync(CancellationToken.None), t => t.Count == 0);
    }
}
