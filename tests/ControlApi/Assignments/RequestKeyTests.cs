using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Assignments;

/// <summary>Writes with an Idempotency-Key: a repeat gets the first outcome, and changes nothing.</summary>
public sealed class RequestKeyTests
{
    private const string Key = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"";

    [Fact]
    public async Task Create_Repeated_IsOneAssignment_AndTheSameAnswer()
    {
        await using var host = await ControlApiHost.StartAsync();

        var first = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);
        var repeat = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);

        Assert.Equal(201, first.Status);
        Assert.Equal(Text(first), Text(repeat));
        Assert.Single(await host.Admin.ListAsync());
        Assert.Equal(409, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), "another")).Status);
    }

    [Fact]
    public async Task Create_OfAPortThatTheGatewayChooses_Repeated_IsOneAssignment_AndTheSameAnswer()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var gateway = await (await host.AttachAsync()).RunAsync();
        gateway.Answer = a => FakeGateway.Report(a, AssignmentState.Listening, port: 31_000);

        var first = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(0), Key);
        var repeat = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(0), Key);

        Assert.Equal((201, 31_000, AssignmentStatus.Listening), (repeat.Status, repeat.Assignment.Port, repeat.Assignment.State));
        Assert.Equal(first.Assignment.Id, repeat.Assignment.Id);
        Assert.Single(await host.Admin.ListAsync());
    }

    [Fact]
    public async Task Create_Repeated_AfterItWasChangedOrRemoved_SaysWhatItWas_AndThatItIsNoMore()
    {
        await using var host = await ControlApiHost.StartAsync();
        var first = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);
        var path = $"{RestRoutes.Assignments}/{first.Assignment.Id}";
        await host.Admin.PutAsync(Wish(9001), path);

        var changed = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);
        await host.Admin.DeleteAsync(path);
        var removed = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);

        Assert.Equal((201, 9000, "it was changed since, at revision 2"), (changed.Status, changed.Assignment.Port, changed.Assignment.Reason));
        Assert.Equal((201, 9000, "it was removed since"), (removed.Status, removed.Assignment.Port, removed.Assignment.Reason));
        Assert.Empty(await host.Admin.ListAsync());
    }

    [Fact]
    public async Task Refusal_Repeated_AfterItsReasonIsGone_IsTheSame()
    {
        await using var host = await ControlApiHost.StartAsync();
        var holder = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000));
        var first = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);
        await host.Admin.DeleteAsync($"{RestRoutes.Assignments}/{holder.Assignment.Id}");

        var repeat = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);

        Assert.Equal((409, "urn:socketwarp:problem:port-taken"), (first.Status, first.Problem.Type));
        Assert.Equal(Text(first), Text(repeat));
        Assert.Empty(await host.Admin.ListAsync());
    }

    [Fact]
    public async Task Put_OfARevision_Repeated_IsDoneOnce()
    {
        await using var host = await ControlApiHost.StartAsync();
        var created = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000));
        var path = $"{RestRoutes.Assignments}/{created.Assignment.Id}";

        var first = await host.Admin.PutAsync(Wish(9001), path, created.ETag, Key);
        var repeat = await host.Admin.PutAsync(Wish(9001), path, created.ETag, Key);
        var late = await host.Admin.PutAsync(Wish(9001), path, created.ETag, "another");

        Assert.Equal((200, 200, 412), (first.Status, repeat.Status, late.Status));
        Assert.Equal(Text(first), Text(repeat));
    }

    [Fact]
    public async Task Delete_Repeated_LeavesWhatCameAfterIt()
    {
        await using var host = await ControlApiHost.StartAsync();
        const string path = $"{RestRoutes.Assignments}/web";
        await host.Admin.PutAsync(Wish(9000), path);
        Assert.Equal(204, (await host.Admin.DeleteAsync(path, key: Key)).Status);
        await host.Admin.PutAsync(Wish(9000), path);

        Assert.Equal(204, (await host.Admin.DeleteAsync(path, key: Key)).Status);
        Assert.Single(await host.Admin.ListAsync());

        Assert.Equal(204, (await host.Admin.DeleteAsync(path)).Status);
        Assert.Equal(404, (await host.Admin.DeleteAsync(path, key: "another")).Status);
        await host.Admin.PutAsync(Wish(9000), path);
        Assert.Equal(404, (await host.Admin.DeleteAsync(path, key: "another")).Status);
    }

    [Fact]
    public async Task Key_WithAnotherRequest_IsRefused_AndNothingIsDone()
    {
        await using var host = await ControlApiHost.StartAsync();
        const string path = $"{RestRoutes.Assignments}/web";
        await host.Admin.PutAsync(Wish(9000), path, key: Key);

        var refusal = await host.Admin.PutAsync(Wish(9001), path, key: Key);
        Assert.Equal((422, "urn:socketwarp:problem:key-reused", "Idempotency-Key"), (refusal.Status, refusal.Problem.Type, refusal.Problem.Field));
        Assert.Equal(422, (await host.Admin.PutAsync(Wish(9000), path, ifMatch: "\"1\"", key: Key)).Status);
        Assert.Equal(422, (await host.Admin.PutAsync(Wish(9000), $"{RestRoutes.Assignments}/ssh", key: Key)).Status);
        Assert.Equal(422, (await host.Admin.DeleteAsync(path, key: Key)).Status);
        Assert.Equal(9000, Assert.Single(await host.Admin.ListAsync()).Port);
    }

    [Fact]
    public async Task Key_OfAnotherCaller_IsAnotherKey()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AllowAnonymous", "admin"));
        using var anonymous = host.Client(null);

        Assert.Equal(201, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key)).Status);
        Assert.Equal(201, (await anonymous.PostAsync(RestRoutes.Assignments, Wish(9001), Key)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"a\" b")]
    [InlineData("\"a\\b\"")]
    [InlineData("two words")]
    [InlineData("a, b")]
    public async Task Key_ThatIsNone_IsRefused_AndNothingIsDone(string key)
    {
        await using var host = await ControlApiHost.StartAsync();

        var answer = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), key);

        Assert.Equal((400, "Idempotency-Key"), (answer.Status, answer.Problem.Field));
        Assert.Empty(await host.Admin.ListAsync());
    }

    [Fact]
    public async Task Key_OfTheLongestLength_IsTaken_AndALongerOneIsNot()
    {
        await using var host = await ControlApiHost.StartAsync();

        Assert.Equal(201, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), new string('k', 128))).Status);
        // The same key, as a string.
        Assert.Equal(201, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), $"\"{new string('k', 128)}\"")).Status);
        var longer = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9001), new string('k', 129));
        Assert.Equal(400, longer.Status);
        Assert.StartsWith("Idempotency-Key has 129 characters: ", longer.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_SnapshotIncluded_KeepsOutcomes()
    {
        using var directory = new TestDirectory();
        ApiAnswer first;
        ApiAnswer refused;
        await using (var host = await ControlApiHost.StartInAsync(directory.Path, ("State:CompactAboveBytes", "4096")))
        {
            first = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key);
            refused = await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), "another");
            for (var i = 0; i < 60; i++)
                await host.Admin.PutAsync(Wish(9001, $"target-{i}:1"), $"{RestRoutes.Assignments}/more", key: $"key-{i}");
        }

        await using var again = await ControlApiHost.StartInAsync(directory.Path);
        await again.Admin.DeleteAsync($"{RestRoutes.Assignments}/more");
        Assert.Equal(Text(first), Text(await again.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), Key)));
        Assert.Equal(Text(refused), Text(await again.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), "another")));
        var past = await again.Admin.PutAsync(Wish(9001, "target-7:1"), $"{RestRoutes.Assignments}/more", key: "key-7");
        Assert.Equal((200, "it was removed since"), (past.Status, past.Assignment.Reason));
    }

    [Fact]
    public async Task Key_BeyondTheirNumber_ForgetsTheOldest()
    {
        await using var host = await ControlApiHost.StartAsync(("State:MaxRequestKeys", "2"));
        foreach (var port in (int[])[9000, 9001, 9002])
            Assert.Equal(201, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(port), $"key-{port}")).Status);

        Assert.Equal(201, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9001), "key-9001")).Status);
        Assert.Equal(409, (await host.Admin.PostAsync(RestRoutes.Assignments, Wish(9000), "key-9000")).Status);
    }

    private static object Wish(int port, string target = "db.internal:5432") =>
        new
        {
            port,
            uid = "edge-1",
            target,
        };

    private static string Text(ApiAnswer answer) => $"{answer} {answer.ETag} {answer.Location}";
}
