using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base;
using SocketWarp.Store.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests;

public sealed class ReplicatedTableTests
{
    private readonly MemoryLog.Content _content = new();
    private readonly TestLifetime _lifetime = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_Acknowledged_IsSeenByATableThatOpensLater()
    {
        await using (var table = await OpenAsync())
            Assert.True(await AddAsync(table, "a"));

        await using var again = await OpenAsync();
        Assert.Equal(["a"], again.Current.Words);
        Assert.Equal(1UL, again.Current.Revision);
    }

    [Fact]
    public async Task Change_OfOneTable_IsFollowedByTheOther()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();

        Assert.True(await AddAsync(one, "a"));

        await other.WaitForChangeAsync(0, Token).InTime();
        Assert.Equal(["a"], other.Current.Words);
    }

    [Fact]
    public async Task Changes_OfTwoTablesAtOnce_AreJudgedOneAfterTheOther()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => AddAsync(i % 2 == 0 ? one : other, $"word {i / 4}"), Token)));

        Assert.Equal(100, answers.Count(done => done));
        await one.WaitForChangeAsync(99, Token).InTime();
        await other.WaitForChangeAsync(99, Token).InTime();
        Assert.Equal(one.Current.Words, other.Current.Words);
        Assert.Equal((100, 100UL), (one.Current.Words.Count, one.Current.Revision));
    }

    [Fact]
    public async Task Log_GrownLong_IsReplacedByASnapshotAndLosesNothing()
    {
        await using (var table = await OpenAsync(snapshotAboveBytes: 1000))
        {
            for (var i = 0; i < 200; i++)
                Assert.True(await AddAsync(table, $"word {i}"));
        }

        Assert.InRange(_content.Entries.Count, 0, 150);
        Assert.NotEmpty(_content.Snapshot.Parts);
        await using var again = await OpenAsync();
        Assert.Equal((200, 200UL), (again.Current.Words.Count, again.Current.Revision));
    }

    [Fact]
    public async Task Snapshot_Refused_ChangesGoOn()
    {
        var log = new MemoryLog(_content);
        var table = await OpenAsync(log, snapshotAboveBytes: 1);
        log.SnapshotFailure = new StoreUnavailableException("the disk is full");
        Assert.True(await AddAsync(table, "a"));
        Assert.True(await AddAsync(table, "b"));
        Assert.True(await AddAsync(table, "c"));

        Assert.Null(log.SnapshotFailure);
        Assert.True(table.IsWriting);
        await table.DisposeAsync();
        Assert.NotEmpty(_content.Snapshot.Parts);
    }

    [Fact]
    public async Task Change_MediumUnavailable_IsRefusedAndTheNextIsTaken()
    {
        var log = new MemoryLog(_content);
        await using var table = await OpenAsync(log);

        log.FailNext(new StoreUnavailableException("the disk is full"));
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync(table, "a"));
        Assert.Equal("the disk is full", failure.Message);

        Assert.True(await AddAsync(table, "a"));
        Assert.False(_lifetime.HasStopped);
    }

    [Fact]
    public async Task Change_MediumBroken_IsRefusedAndTheProcessEnds()
    {
        var log = new MemoryLog(_content);
        await using var table = await OpenAsync(log);

        log.FailNext(new StoreBrokenException("the store", "fsync failed", new IOException()));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync(table, "a"));

        Assert.True(_lifetime.HasStopped);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync(table, "b"));
    }

    [Fact]
    public async Task Change_OvertakenForTooLong_IsRefusedAsNotMade_AndTheNextIsTaken()
    {
        var log = new OvertakingLog(new MemoryLog(_content), new MemoryLog(_content)) { Overtakes = true };
        await using var table = await OpenAsync(log, changeTimeout: TimeSpan.FromMilliseconds(50));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync(table, "a"));

        Assert.False(failure.MayHaveHappened);
        Assert.Equal("memory was busy with other changes for 50ms, and this one was not made", failure.Message);
        log.Overtakes = false;
        Assert.True(await AddAsync(table, "b"));
        Assert.DoesNotContain("a", table.Current.Words);
        Assert.False(_lifetime.HasStopped);
    }

    [Fact]
    public async Task Change_ThatOthersMadeFirst_AndThatCannotBeReadNow_IsRefusedAsNotMade()
    {
        var log = new OvertakingLog(new MemoryLog(_content), new MemoryLog(_content)) { Overtakes = true, FailsReads = true };
        await using var table = await OpenAsync(log);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync(table, "a"));

        Assert.Equal(("the server is silent", false), (failure.Message, failure.MayHaveHappened));
    }

    [Fact]
    public async Task Change_OfSeveralRecords_HappensAsAWholeOrNotAtAll()
    {
        var log = new MemoryLog(_content);
        await using var table = await OpenAsync(log);
        Assert.True(await AddAsync(table, "a"));

        log.FailNext(new StoreUnavailableException("the disk is full"));
        await Assert.ThrowsAsync<StoreUnavailableException>(AddThreeAsync);
        Assert.Equal(["a"], table.Current.Words);

        await AddThreeAsync();
        Assert.Equal(["a", "b", "c", "d"], table.Current.Words);
        Assert.Equal(4UL, table.Current.Revision);
        Assert.Equal(2, _content.Appends);

        Task AddThreeAsync() =>
            table
                .ChangeAsync(t => new Decision<WordRecord, bool>(true, [.. "bcd".Select((c, i) => new WordRecord(t.Revision + (ulong)i + 1, $"{c}"))]), Token)
                .InTime();
    }

    [Fact]
    public async Task Log_ThatCannotBeReadForNow_IsFollowedAgainLater()
    {
        var log = new MemoryLog(_content);
        await using var table = await OpenAsync(log);
        await using var other = await OpenAsync();

        log.FailNext(new StoreUnavailableException("the server is away"));
        Assert.True(await AddAsync(other, "a"));

        await table.WaitForChangeAsync(0, Token).InTime();
        Assert.Equal(["a"], table.Current.Words);
        Assert.True(await AddAsync(table, "b"));
        Assert.False(_lifetime.HasStopped);
    }

    [Fact]
    public async Task Open_WithMending_AppendsUntilNothingIsLeft()
    {
        await using (var before = await OpenAsync())
            Assert.True(await AddAsync(before, "a"));

        await using var table = new ReplicatedTable<WordTable, WordRecord>(
            new MemoryLog(_content),
            new TableOptions(1_000_000, 1024, Waiting.Patience),
            new ServiceFailure(_lifetime),
            NullLogger.Instance
        );
        await table.OpenAsync(t => t.Words.Contains("mended") ? [] : [new WordRecord(t.Revision + 1, "mended")], Token).InTime();

        Assert.Equal(["a", "mended"], table.Current.Words);
    }

    [Fact]
    public async Task Log_WithARevisionMissing_IsRefused()
    {
        _content.Entries.AddRange(["""{"Revision":1,"Word":"a"}""", """{"Revision":3,"Word":"c"}"""]);

        var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => OpenAsync());
        Assert.Contains("revision 3 follows 1", failure.Message, StringComparison.Ordinal);
    }

    private static Task<bool> AddAsync(ReplicatedTable<WordTable, WordRecord> table, string word) =>
        table.ChangeAsync(t => WordTable.Add(t, word), Token).InTime();

    private Task<ReplicatedTable<WordTable, WordRecord>> OpenAsync(int snapshotAboveBytes = 1_000_000) =>
        OpenAsync(new MemoryLog(_content), snapshotAboveBytes);

    private async Task<ReplicatedTable<WordTable, WordRecord>> OpenAsync(ILog log, int snapshotAboveBytes = 1_000_000, TimeSpan? changeTimeout = null)
    {
        var table = new ReplicatedTable<WordTable, WordRecord>(
            log,
            new TableOptions(snapshotAboveBytes, 1024, changeTimeout ?? Waiting.Patience),
            new ServiceFailure(_lifetime),
            NullLogger.Instance
        );
        await table.OpenAsync(null, Token).InTime();
        return table;
    }
}
