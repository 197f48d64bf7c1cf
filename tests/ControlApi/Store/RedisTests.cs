using System.Diagnostics;
using Grpc.Core;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Store;

/// <summary>Several ControlApis with one Redis.</summary>
public sealed class RedisTests : IAsyncLifetime
{
    private readonly List<ControlApiHost> _hosts = [];
    private RedisServer _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Change_AtOneControlApi_IsSeenAtTheOther_AndReachesItsGateway()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await using var gateway = await (await other.AttachAsync()).RunAsync("edge-7");

        await one.Control.PutAssignmentAsync(Request("web", 9000), cancellationToken: Token);

        var seen = await other.UntilAsync(() => other.Control.ListAssignmentsAsync(Token), list => list.Any(a => a.State == AssignmentStatus.Listening));
        Assert.Equal("web", Assert.Single(seen).Id);
    }

    [Fact]
    public async Task TenThousandOpens_OfAThousandPorts_AtTwoControlApis_HaveOneWinnerEach_AndEveryLoserIsToldSo()
    {
        const int ports = 1000;
        const int each = 10;
        var hosts = new[] { await StartAsync(), await StartAsync() };
        var answers = new ApiAnswer[ports * each];

        await Parallel.ForAsync(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token },
            async (i, _) => answers[i] = await hosts[i % 2].Admin.PostAsync(RestRoutes.Assignments, Request($"id-{i}", 10_000 + (i / each)))
        );

        var winners = new List<string>();
        foreach (var contest in answers.Chunk(each))
        {
            var winner = Assert.Single(contest, a => a.Status == 201).Assignment;
            winners.Add(winner.Id);
            Assert.All(
                contest.Where(a => a.Status != 201),
                a =>
                    Assert.Equal(
                        (409, "urn:socketwarp:problem:port-taken", $"port {winner.Port} of gateway \"default\" belongs to assignment \"{winner.Id}\""),
                        (a.Status, a.Problem.Type, a.Problem.Detail![..a.Problem.Detail!.IndexOf(" of uid", StringComparison.Ordinal)])
                    )
            );
        }

        foreach (var host in hosts)
        {
            var seen = await host.UntilAsync(() => host.Admin.ListAsync(), list => list.Count == ports);
            Assert.Equal(winners.Order(StringComparer.Ordinal), seen.Select(a => a.Id).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Repeat_AtAnotherControlApi_GetsTheFirstAnswer()
    {
        using var tokens = Tokens();
        var (one, other) = (await StartAsync(tokens), await StartAsync(tokens));
        var first = await one.Admin.PostAsync(RestRoutes.Assignments, Request("web", 9000), "key");
        var refused = await one.Admin.PostAsync(RestRoutes.Assignments, Request("ssh", 9000), "another");
        Assert.Equal((201, 409), (first.Status, refused.Status));
        await one.Admin.DeleteAsync($"{RestRoutes.Assignments}/web");

        Assert.Equal(refused.Body, (await other.Admin.PostAsync(RestRoutes.Assignments, Request("ssh", 9000), "another")).Body);
        Assert.Equal(201, (await other.Admin.PostAsync(RestRoutes.Assignments, Request("web", 9000), "key")).Status);
        Assert.Equal(422, (await other.Admin.PostAsync(RestRoutes.Assignments, Request("web", 9001), "key")).Status);
        Assert.Empty(await other.Admin.ListAsync());
    }

    [Fact]
    public async Task Repeats_AtTwoControlApisAtOnce_DoItOnce_AndAllGetTheSameAnswer()
    {
        using var tokens = Tokens();
        var hosts = new[] { await StartAsync(tokens), await StartAsync(tokens) };

        for (var round = 0; round < 10; round++)
        {
            var wish = new AssignmentRequest
            {
                Port = 9000 + round,
                Uid = "edge-7",
                Target = "127.0.0.1:80",
            };
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => hosts[i % 2].Admin.PostAsync(RestRoutes.Assignments, wish, $"key-{round}")));
            Assert.Single(answers.Select(a => $"{a.Status} {a.Body}").Distinct());
            Assert.Equal(201, answers[0].Status);
        }

        Assert.Equal(10, (await hosts[0].Admin.ListAsync()).Count);
    }

    [Fact]
    public async Task Redis_Silent_TheChangeIsUnknown_AndARepeatGetsItsOutcomeOnce()
    {
        using var tokens = Tokens();
        var (one, other) = (await StartAsync(tokens), await StartAsync(tokens));
        var wish = new AssignmentRequest
        {
            Port = 9000,
            Uid = "edge-7",
            Target = "127.0.0.1:80",
        };
        await _redis.PauseAsync();

        var unknown = await one.Admin.PostAsync(RestRoutes.Assignments, wish, "key");
        var notDone = await one.Admin.PostAsync(RestRoutes.Assignments, Request("ssh", 9001), "another");

        Assert.Equal((503, "urn:socketwarp:problem:store-silent"), (unknown.Status, unknown.Problem.Type));
        Assert.Equal((503, "urn:socketwarp:problem:store-unavailable"), (notDone.Status, notDone.Problem.Type));
        await _redis.ContinueAsync();
        await one.UntilAsync(() => one.Admin.ListAsync(), list => list.Count == 1);
        var repeat = await other.Admin.PostAsync(RestRoutes.Assignments, wish, "key");
        Assert.Equal(201, repeat.Status);
        Assert.Equal(repeat.Assignment.Id, Assert.Single(await other.Admin.ListAsync()).Id);
    }

    [Fact]
    public async Task Redis_Silent_AClientRepeatsItself_AndTheChangeIsMadeOnce()
    {
        var host = await StartAsync();
        await _redis.PauseAsync();
        var creating = host.Control.CreateAssignmentAsync(
            new AssignmentRequest
            {
                Port = 0,
                Uid = "edge-7",
                Target = "127.0.0.1:80",
            },
            Token
        );
        await host.Log.WaitAsync("Changes refused: ");

        await _redis.ContinueAsync();

        var created = await creating.InTime();
        Assert.Equal(created.Id, Assert.Single(await host.Admin.ListAsync()).Id);
    }

    [Fact]
    public async Task Gateway_AttachedToTheOther_IsKnownHere_WithItsSessionsAndStates()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await using var gateway = await (await other.AttachAsync()).RunAsync("edge-7");
        gateway.Answer = a => FakeGateway.Report(a, a.Port == 9001 ? AssignmentState.Failed : AssignmentState.Listening, reason: "taken");

        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.Any(c => c is { Uid: "edge-7", State: ConnectorStatus.Connected }));
        var web = await one.Control.PutAssignmentAsync(Request("web", 9000), cancellationToken: Token);
        var ssh = await one.Control.PutAssignmentAsync(Request("ssh", 9001), cancellationToken: Token);
        var open = await one.Admin.OpenAsync("edge-7", 9002);

        Assert.Equal((AssignmentStatus.Listening, AssignmentStatus.Failed, "taken"), (web.State, ssh.State, ssh.Reason));
        Assert.Equal(200, open.Status);
        Assert.Equal(await ViewAsync(other), await ViewAsync(one));
    }

    [Fact]
    public async Task Gateway_ThatMoves_IsKnownAsAttachedOnce_AndItsOldLinkEnds()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await using var before = await (await other.AttachAsync()).RunAsync("edge-7");
        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.Any(c => c is { Uid: "edge-7", State: ConnectorStatus.Connected }));

        await using var after = await (await one.AttachAsync()).RunAsync("edge-8");

        await before.Ended.InTime();
        await other.UntilAsync(() => other.Control.ListConnectorsAsync(Token), list => list.Any(c => c is { Uid: "edge-8", State: ConnectorStatus.Connected }));
        Assert.Equal(await ViewAsync(one), await ViewAsync(other));
    }

    [Fact]
    public async Task ControlApi_Gone_TakesItsGatewaysWithIt()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await using var gateway = await (await other.AttachAsync()).RunAsync("edge-7");
        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.Any(c => c is { Uid: "edge-7", State: ConnectorStatus.Connected }));

        _hosts.Remove(other);
        await other.DisposeAsync();

        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.All(c => c.State != ConnectorStatus.Connected));
    }

    [Fact]
    public async Task Leases_LostByRedis_AreTakenAgain()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await using var gateway = await (await other.AttachAsync()).RunAsync("edge-7");
        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.Any(c => c is { Uid: "edge-7", State: ConnectorStatus.Connected }));
        var keys = (await _redis.CommandAsync("KEYS", "*:gateways}:*")).Split('\n');

        await _redis.CommandAsync(["DEL", .. keys]);

        await gateway.SessionAsync("edge-8");

        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.Any(c => c is { Uid: "edge-8", State: ConnectorStatus.Connected }));
        Assert.Equal(await ViewAsync(other), await ViewAsync(one));
    }

    [Fact]
    public async Task Session_ReplacedByAnother_StaysUp_WhenTheEndOfTheFirstIsToldLast()
    {
        var other = await StartAsync();
        await using var gateway = await (await other.AttachAsync()).RunAsync();
        await gateway.SessionAsync("edge-7", sessionId: "second");
        await gateway.SessionAsync("edge-7", up: false, sessionId: "first");
        await gateway.SessionAsync("edge-8");
        await other.UntilAsync(() => other.Control.ListConnectorsAsync(Token), list => list.Count == 2);

        var one = await StartAsync();

        await one.UntilAsync(() => one.Control.ListConnectorsAsync(Token), list => list.Count(c => c.State == ConnectorStatus.Connected) == 2);
    }

    [Fact]
    public async Task Gateway_ThatKnowsMore_IsTurnedAway_UnlessItTakesAny()
    {
        var host = await StartAsync();
        await host.Control.PutAssignmentAsync(Request("web", 9000), cancellationToken: Token);
        await using var knowing = await host.AttachAsync("default", appliedRevision: 2);

        var failure = await Assert.ThrowsAsync<RpcException>(() => knowing.ReadAsync());

        Assert.Equal((StatusCode.FailedPrecondition, "this ControlApi is at revision 1, behind the gateway's 2"), (failure.StatusCode, failure.Status.Detail));
        await using var same = await host.AttachAsync("default", appliedRevision: 1);
        Assert.Equal(1UL, (await same.ReadAsync()).Snapshot.Revision);
    }

    [Fact]
    public async Task Redis_Gone_ReadsGoOn_AndChangesAreRefusedWithinASecond()
    {
        var host = await StartAsync();
        await host.Control.PutAssignmentAsync(Request("web", 9000), cancellationToken: Token);
        await _redis.KillAsync();

        var since = Stopwatch.GetTimestamp();
        var failure = await Assert.ThrowsAsync<Client.ApiException>(() => host.Control.PutAssignmentAsync(Request("ssh", 9001), cancellationToken: Token));

        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(503, failure.Status);
        Assert.Equal("web", Assert.Single(await host.Control.ListAssignmentsAsync(Token)).Id);
    }

    /// <summary>What an operator sees of gateways and connectors.</summary>
    private static async Task<string> ViewAsync(ControlApiHost host)
    {
        var connectors = (await host.Control.ListConnectorsAsync(Token)).Select(c =>
            $"{c.Gateway} {c.Uid} {c.State} {c.Name} {c.Remote} {c.Protocol} {c.SessionId}"
        );
        var gateways = (await host.Control.ListGatewaysAsync(Token)).Select(g => $"{g.Id} {g.Attached} {g.Software} {g.Remote} {g.AppliedRevision}");
        var assignments = (await host.Control.ListAssignmentsAsync(Token)).Select(a => $"{a.Id} {a.State} {a.Reason} {a.Port} {a.Revision}");
        return string.Join('\n', [.. connectors, .. gateways, .. assignments]);
    }

    private static AssignmentRequest Request(string id, int port) =>
        new()
        {
            Id = id,
            Port = port,
            Uid = "edge-7",
            Target = "127.0.0.1:80",
        };

    /// <summary>Tokens that several ControlApis have in common: a caller is the same at each of them.</summary>
    private static TestDirectory Tokens()
    {
        var folder = new TestDirectory();
        foreach (var role in (string[])["admin", "viewer", "gateway"])
            File.WriteAllText(folder.File($"{role}.token"), $"{role}-token-of-this-test-and-no-other");
        return folder;
    }

    private async Task<ControlApiHost> StartAsync(TestDirectory? tokens = null)
    {
        (string, string)[] shared = tokens is null ? [] : [("Api:TokenDirectory", tokens.Path)];
        var host = await ControlApiHost.StartAsync([("State:Redis:Endpoints", _redis.EndPoint), .. shared]);
        _hosts.Add(host);
        return host;
    }
}
