using System.Diagnostics;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Tests.Support;
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
    public async Task Opens_OfOnePort_AtTwoControlApis_HaveOneWinnerEach()
    {
        const int ports = 100;
        const int each = 10;
        var hosts = new[] { await StartAsync(), await StartAsync() };
        var stores = hosts.Select(h => (IAssignmentStore)h.Services.GetService(typeof(IAssignmentStore))!).ToArray();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, ports * each)
                .Select(i => Task.Run(() => stores[i % 2].PutAsync(TestStore.Wish($"id-{i}", 10_000 + (i / each)), PutCondition.IsNew, Token), Token))
        );

        Assert.Equal(ports, outcomes.Count(o => o.Status == StoreStatus.Created));
        Assert.Equal(ports * (each - 1), outcomes.Count(o => o.Status == StoreStatus.PortTaken));
        foreach (var store in stores)
        {
            await store.WaitForChangeAsync(ports - 1, Token).InTime();
            var table = await store.ReadAsync(Token);
            Assert.Equal((ports, (ulong)ports), (table.Count, table.Revision));
        }
    }

    [Fact]
    public async Task Redis_Gone_ReadsGoOn_AndChangesAreRefusedWithinASecond()
    {
        var host = await StartAsync();
        await host.Control.PutAssignmentAsync(Request("web", 9000), cancellationToken: Token);
        await _redis.KillAsync();

        var since = Stopwatch.GetTimestamp();
        var failure = await Assert.ThrowsAsync<Client.ApiException>(() =>
            host.Control.PutAssignmentAsync(Request("ssh", 9001), cancellationToken: Token)
        );

        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(503, failure.Status);
        Assert.Equal("web", Assert.Single(await host.Control.ListAssignmentsAsync(Token)).Id);
    }

    private static AssignmentRequest Request(string id, int port) =>
        new()
        {
            Id = id,
            Port = port,
            Uid = "edge-7",
            Target = "127.0.0.1:80",
        };

    private async Task<ControlApiHost> StartAsync()
    {
        var host = await ControlApiHost.StartAsync(("State:Redis:Endpoints", _redis.EndPoint));
        _hosts.Add(host);
        return host;
    }
}
