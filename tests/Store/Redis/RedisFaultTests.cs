using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base;
using SocketWarp.Store.Redis;
using SocketWarp.Store.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Redis;

/// <summary>A Redis that dies, stalls, comes back older, or does not let us in.</summary>
public sealed class RedisFaultTests : IAsyncLifetime
{
    /// <summary>A caller hears of a failure within this.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestLifetime _lifetime = new();
    private RedisServer _server = null!;
    private RedisUsers _users = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _users = new RedisUsers(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _users.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Server_Killed_RefusesWithinASecond_AndGoesOnWithAllThatWasAcknowledged()
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));
        await _server.KillAsync();

        for (var i = 0; i < 3; i++)
            await RefusedAsync(() => log.AppendAsync(1, ["b"], Token));

        await _server.StartAgainAsync();
        await WhenBackAsync(log);
        Assert.Equal(["a"], (await log.ReadAsync(0, Token)).Entries);
        Assert.True(await log.AppendAsync(1, ["b"], Token));
    }

    [Fact]
    public async Task Server_Paused_SaysThatAChangeMayHaveHappened_AndFailsOthersAtOnce()
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));
        await _server.PauseAsync();

        var first = await RefusedAsync(() => log.AppendAsync(1, ["b"], Token));
        Assert.True(first.MayHaveHappened);
        var since = Stopwatch.GetTimestamp();
        var second = await RefusedAsync(() => log.AppendAsync(1, ["c"], Token));
        Assert.False(second.MayHaveHappened);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromMilliseconds(200));

        await _server.ContinueAsync();
        await log.WaitForChangeAsync(1, Token).InTime();
        await WhenBackAsync(log);
        Assert.Equal(["b"], (await log.ReadAsync(1, Token)).Entries);
        Assert.False(await log.AppendAsync(1, ["c"], Token));
    }

    [Fact]
    public async Task Server_BackEmpty_IsNoticed_AndNothingIsWrittenOnTop()
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b"], Token));
        var waiting = log.WaitForChangeAsync(2, Token);

        await _server.CommandAsync("FLUSHALL");

        await waiting.InTime();
        var failure = await Assert.ThrowsAsync<StoreWentBackException>(() => log.ReadAsync(2, Token));
        Assert.Contains("it was at revision 2 when it was read last, and now it is at 0", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreWentBackException>(() => log.AppendAsync(2, ["c"], Token));
        await Assert.ThrowsAsync<StoreWentBackException>(() => log.AppendAsync(0, ["c"], Token));
        await Assert.ThrowsAsync<StoreWentBackException>(() => log.SnapshotAsync(2, ["c"], Token));
        await Assert.ThrowsAsync<StoreWentBackException>(() => log.TrimAsync(Token));
        Assert.Equal("0", await _server.CommandAsync("DBSIZE"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Server_BackWithLess_AndWrittenByOthers_IsNoticedByWhoSawMore(int more)
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));
        await _server.KillAsync();
        _server.Copy("appendonlydir", "old");
        await _server.StartAgainAsync();
        await WhenBackAsync(log);
        Assert.True(await log.AppendAsync(1, ["lost"], Token));
        await _server.KillAsync();
        _server.Copy("old", "appendonlydir");
        await _server.StartAgainAsync();
        await using var other = await _users.OpenAsync();
        for (var i = 0; i < more; i++)
            Assert.True(await other.AppendAsync((ulong)i + 1, [$"new {i}"], Token));
        await WhenBackAsync(log);

        await Assert.ThrowsAsync<StoreWentBackException>(() => log.ReadAsync(2, Token));
        if (more == 1)
            await Assert.ThrowsAsync<StoreWentBackException>(() => log.AppendAsync(2, ["c"], Token));
        else
            Assert.False(await log.AppendAsync(2, ["c"], Token));
        Assert.Equal(more + 1, (await other.ReadAsync(0, Token)).Entries.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_BackWithLess_WrittenByOthersAndTrimmed_IsNoticedByWhoSawMore(bool wentBack)
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));
        await _server.KillAsync();
        _server.Copy("appendonlydir", "old");
        await _server.StartAgainAsync();
        await WhenBackAsync(log);
        Assert.True(await log.AppendAsync(1, ["seen"], Token));
        await _server.KillAsync();
        if (wentBack)
            _server.Copy("old", "appendonlydir");
        await _server.StartAgainAsync();
        await using var other = await _users.OpenAsync();
        for (var revision = wentBack ? 1UL : 2UL; revision < 6; revision++)
            Assert.True(await other.AppendAsync(revision, [$"new {revision}"], Token));
        await other.SnapshotAsync(5, ["all of it"], Token);
        await other.TrimAsync(Token);
        await WhenBackAsync(log);

        if (wentBack)
        {
            var failure = await Assert.ThrowsAsync<StoreWentBackException>(() => log.ReadAsync(2, Token));
            Assert.Contains("it was at revision 2 when it was read last, and now it is at 6 with another history", failure.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(5UL, (await log.ReadAsync(2, Token)).Snapshot!.Revision);
        }
    }

    [Fact]
    public async Task Reader_FurtherBehindThanHistoryIsKept_IsTold()
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));
        await using var other = await _users.OpenAsync();
        Assert.True(await other.AppendAsync(1, ["b", "c"], Token));
        await other.SnapshotAsync(3, ["all of it"], Token);
        await other.TrimAsync(Token);
        var key = (await _server.CommandAsync("KEYS", "*:tips")).Trim();
        Assert.Equal("2", await _server.CommandAsync("XLEN", key));

        await _server.CommandAsync("XTRIM", key, "MAXLEN", "1");

        await Assert.ThrowsAsync<StoreWentBackException>(() => log.ReadAsync(1, Token));
        Assert.Equal(3UL, (await other.ReadAsync(0, Token)).Snapshot!.Revision);
    }

    [Fact]
    public async Task Server_RestartedUnderLoad_LosesNothingAcknowledged_AndEveryReplicaAgreesWithinTwoSeconds()
    {
        await using var one = await _users.OpenAsync();
        await using var other = await _users.OpenAsync();
        var acknowledged = new List<string>();
        var revision = 0UL;
        for (var i = 0; i < 200; i++)
        {
            if (i == 100)
                await _server.KillAsync();
            try
            {
                if (await one.AppendAsync(revision, [$"entry {i}"], Token))
                {
                    acknowledged.Add($"entry {i}");
                    revision++;
                }
                else
                {
                    revision += (ulong)(await one.ReadAsync(revision, Token)).Entries.Count;
                }
            }
            catch (StoreUnavailableException) when (i is >= 100 and <= 110) { }

            if (i == 110)
            {
                await _server.StartAgainAsync();
                var since = Stopwatch.GetTimestamp();
                await Task.WhenAll(WhenBackAsync(one), WhenBackAsync(other));
                Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(2));
            }
        }

        await other.WaitForChangeAsync(revision - 1, Token).InTime();
        var entries = (await other.ReadAsync(0, Token)).Entries;
        Assert.Equal(entries, (await one.ReadAsync(0, Token)).Entries);
        Assert.Empty(acknowledged.Except(entries));
        Assert.InRange(acknowledged.Count, 180, 200);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsNamedAtStart()
    {
        await _server.KillAsync();

        var failure = await Assert.ThrowsAsync<StartupException>(() => _users.OpenAsync());

        Assert.StartsWith($"Redis at {_server.EndPoint} cannot be used: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_Evicted_AreDamage()
    {
        await using var log = await _users.OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b", "c"], Token));
        var key = (await _server.CommandAsync("KEYS", "*:entries")).Trim();

        await _server.CommandAsync("XTRIM", key, "MAXLEN", "1");

        var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => log.ReadAsync(0, Token));
        Assert.Contains("noeviction", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_OfAPausedServer_AnswersAllCallersWithinASecond_AndShowsWhatHappened()
    {
        await using var table = await OpenTableAsync();
        await using var other = await OpenTableAsync();
        Assert.True(await AddAsync(table, "before"));
        await _server.PauseAsync();

        var refused = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RefusedAsync(() => AddAsync(table, $"word {i}"))));

        Assert.Contains(refused, r => r.MayHaveHappened);
        Assert.Equal(["before"], table.Current.Words);
        await _server.ContinueAsync();
        await AddWhenBackAsync(table, "after");
        await other.WaitForChangeAsync(table.Current.Revision - 1, Token).InTime();
        Assert.Equal(table.Current.Words, other.Current.Words);
        Assert.Contains("after", table.Current.Words);
    }

    [Fact]
    public async Task Tables_OfAServerThatCameBackEmpty_ServeWhatTheyHaveSeen_AndChangeNothing()
    {
        await using var table = await OpenTableAsync();
        Assert.True(await AddAsync(table, "a"));
        await _server.CommandAsync("FLUSHALL");

        await Assert.ThrowsAsync<StoreWentBackException>(() => AddAsync(table, "b"));

        Assert.Equal(["a"], table.Current.Words);
        await Assert.ThrowsAsync<StoreWentBackException>(() => AddAsync(table, "c"));
        Assert.Equal("0", await _server.CommandAsync("DBSIZE"));
        // Started again, a process follows what there is.
        await using var fresh = await OpenTableAsync();
        Assert.Empty(fresh.Current.Words);
        Assert.True(await AddAsync(fresh, "restored"));
        await Assert.ThrowsAsync<StoreWentBackException>(() => AddAsync(table, "d"));
    }

    private async Task<ReplicatedTable<WordTable, WordRecord>> OpenTableAsync()
    {
        var table = new ReplicatedTable<WordTable, WordRecord>(
            _users.Log(),
            new TableOptions(100_000, 100, Waiting.Patience),
            new ServiceFailure(_lifetime),
            NullLogger.Instance
        );
        await table.OpenAsync(null, Token);
        return table;
    }

    private static Task<bool> AddAsync(ReplicatedTable<WordTable, WordRecord> table, string word) => table.ChangeAsync(t => WordTable.Add(t, word), Token);

    private static async Task AddWhenBackAsync(ReplicatedTable<WordTable, WordRecord> table, string word)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            try
            {
                await AddAsync(table, word);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
    }

    private static async Task<StoreUnavailableException> RefusedAsync(Func<Task> change)
    {
        var since = Stopwatch.GetTimestamp();
        var failure = await Assert.ThrowsAnyAsync<StoreUnavailableException>(change);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, Second);
        return failure;
    }

    /// <summary>The connection says when it is there again; until then, calls fail.</summary>
    private static async Task WhenBackAsync(RedisLog log)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            try
            {
                // Harmless: there is no snapshot.
                await log.TrimAsync(limit.Token);
                return;
            }
            catch (StoreWentBackException)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
    }
}
