using SocketWarp.Base;
using SocketWarp.Store.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests;

/// <summary>The behaviour that a table relies on, whatever medium a log has. Each kind of log has a class that derives from this one.</summary>
public abstract class LogConformance
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewLog_IsEmptyAtRevisionZero()
    {
        await using var log = await OpenAsync();

        Assert.Equal(new LogContent(null, []), await log.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task Append_AtTheExpectedRevision_IsReadBackInOrder()
    {
        await using var log = await OpenAsync();

        Assert.True(await log.AppendAsync(0, ["a", "b"], Token));
        Assert.True(await log.AppendAsync(2, ["c"], Token));

        Assert.Equal(["a", "b", "c"], (await log.ReadAsync(0, Token)).Entries);
        Assert.Equal(["c"], (await log.ReadAsync(2, Token)).Entries);
        Assert.Empty((await log.ReadAsync(3, Token)).Entries);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Append_AtAnotherRevision_IsRefusedAndAppendsNothing(ulong expected)
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));

        Assert.False(await log.AppendAsync(expected, ["b", "c"], Token));

        Assert.Equal(["a"], (await log.ReadAsync(0, Token)).Entries);
    }

    [Fact]
    public async Task Log_Reopened_HasWhatWasAppended()
    {
        await using (var log = await OpenAsync())
            Assert.True(await log.AppendAsync(0, ["a", "Größe 🙂 \u0000 '\"\n"], Token));

        await using var again = await OpenAsync();
        Assert.Equal(["a", "Größe 🙂 \u0000 '\"\n"], (await again.ReadAsync(0, Token)).Entries);
        Assert.True(await again.AppendAsync(2, ["c"], Token));
    }

    [Fact]
    public async Task Snapshot_NotTrimmed_LeavesReadersWithTheirEntries()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b"], Token));
        await log.SnapshotAsync(1, ["one"], Token);

        Assert.Equal(new LogContent(null, ["b"]), await log.ReadAsync(1, Token), Same);
        Assert.Equal(new LogContent(null, ["a", "b"]), await log.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task Trim_ReaderBehindTheSnapshot_GetsItFirst()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b", "c"], Token));
        await log.SnapshotAsync(2, ["one", "two"], Token);
        await log.TrimAsync(Token);

        Assert.Equal(new LogContent(new LogSnapshot(2, ["one", "two"]), ["c"]), await log.ReadAsync(1, Token), Same);
        Assert.Equal(new LogContent(null, ["c"]), await log.ReadAsync(2, Token), Same);
    }

    [Fact]
    public async Task Trim_OfEverything_KeepsTheRevision()
    {
        await using (var log = await OpenAsync())
        {
            Assert.True(await log.AppendAsync(0, ["a"], Token));
            await log.SnapshotAsync(1, [], Token);
            await log.TrimAsync(Token);
        }

        await using var again = await OpenAsync();
        Assert.Equal(new LogContent(new LogSnapshot(1, []), []), await again.ReadAsync(0, Token), Same);
        Assert.False(await again.AppendAsync(0, ["b"], Token));
        Assert.True(await again.AppendAsync(1, ["b"], Token));
    }

    [Fact]
    public async Task Snapshot_Replaced_IsTheNewOneAlone()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b"], Token));
        await log.SnapshotAsync(1, ["old", "older"], Token);
        await log.SnapshotAsync(2, ["new"], Token);
        await log.TrimAsync(Token);

        Assert.Equal(new LogContent(new LogSnapshot(2, ["new"]), []), await log.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task WaitForChange_EndsWithTheNextAppend()
    {
        await using var log = await OpenAsync();
        var waiting = log.WaitForChangeAsync(0, Token);
        Assert.False(waiting.IsCompleted);

        Assert.True(await log.AppendAsync(0, ["a"], Token));

        await waiting.InTime();
        await log.WaitForChangeAsync(0, Token).InTime();
    }

    [Fact]
    public async Task WaitForChange_Cancelled_Ends()
    {
        await using var log = await OpenAsync();
        using var cancelling = new CancellationTokenSource();
        var waiting = log.WaitForChangeAsync(0, cancelling.Token);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
    }

    [Fact]
    public async Task Log_OpenedTwice_IsSharedOrRefused()
    {
        await using var first = await OpenAsync();
        await using var second = Create();
        if (!IsShared)
        {
            var failure = await Assert.ThrowsAsync<StartupException>(() => second.OpenAsync(Token).InTime());
            Assert.Contains("another process uses it", failure.Message, StringComparison.Ordinal);
            Assert.True(await first.AppendAsync(0, ["a"], Token));
            return;
        }

        await second.OpenAsync(Token).InTime();
        Assert.True(await first.AppendAsync(0, ["a"], Token));
        Assert.False(await second.AppendAsync(0, ["b"], Token));
        Assert.Equal(["a"], (await second.ReadAsync(0, Token)).Entries);
        Assert.True(await second.AppendAsync(1, ["b"], Token));
        Assert.Equal(["b"], (await first.ReadAsync(1, Token)).Entries);
    }

    [Fact]
    public async Task Writers_SeveralAtOnce_EachEntryIsThereOnceAndInTheOrderOfItsWriter()
    {
        const int writers = 4;
        const int each = 50;
        var logs = await OpenWritersAsync(writers);

        var lost = await Task.WhenAll(
            logs.Select((log, writer) => Task.Run(() => AppendAllAsync(log, [.. Enumerable.Range(0, each).Select(i => $"{writer} {i}")]), Token))
        );

        var entries = (await logs[0].ReadAsync(0, Token)).Entries;
        Assert.Equal(writers * each, entries.Count);
        for (var writer = 0; writer < writers; writer++)
            Assert.Equal(Enumerable.Range(0, each).Select(i => $"{writer} {i}"), entries.Where(e => e.StartsWith($"{writer} ", StringComparison.Ordinal)));
        Assert.True(lost.Sum() > 0, "the writers never met");
        foreach (var log in logs)
            await log.DisposeAsync();
    }

    [Fact]
    public async Task Reader_OfAnyRevision_GetsWhatItMissed_TrimmedOrNot()
    {
        await using var log = await OpenAsync();
        string[] entries = [.. Enumerable.Range(1, 12).Select(i => $"entry {i}")];
        Assert.True(await log.AppendAsync(0, entries[..7], Token));
        await log.SnapshotAsync(5, ["five"], Token);
        await log.TrimAsync(Token);
        Assert.True(await log.AppendAsync(7, entries[7..], Token));

        for (var from = 0; from <= entries.Length; from++)
        {
            var expected = from < 5 ? new LogContent(new LogSnapshot(5, ["five"]), entries[5..]) : new LogContent(null, entries[from..]);
            Assert.Equal(expected, await log.ReadAsync((ulong)from, Token), Same);
        }
    }

    [Fact]
    public async Task Reader_AheadOfTheLog_IsToldThatTheLogLostWhatItHad()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));

        await Assert.ThrowsAsync<StoreCorruptException>(() => log.ReadAsync(2, Token));
    }

    [Fact]
    public async Task Snapshot_OlderThanTheLast_ChangesNothing()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b", "c"], Token));
        await log.SnapshotAsync(3, ["new"], Token);
        await log.TrimAsync(Token);
        await log.SnapshotAsync(1, ["old"], Token);
        await log.TrimAsync(Token);

        Assert.Equal(new LogContent(new LogSnapshot(3, ["new"]), []), await log.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task Snapshot_OfARevisionToCome_IsRefused()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.SnapshotAsync(2, ["two"], Token));
        Assert.Equal(new LogContent(null, ["a"]), await log.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task Snapshots_ManyTimes_LeaveWhatTheLastOneSaysAfterReopening()
    {
        var revision = 0UL;
        for (var round = 0; round < 5; round++)
        {
            await using var log = await OpenAsync();
            for (var i = 0; i < 20; i++)
                Assert.True(await log.AppendAsync(revision++, [$"entry {revision}"], Token));
            await log.SnapshotAsync(revision - 1, [$"up to {revision - 1}", "second part"], Token);
            if (round % 2 == 0)
                await log.TrimAsync(Token);
        }

        await using var again = await OpenAsync();
        Assert.Equal(new LogContent(new LogSnapshot(99, ["up to 99", "second part"]), ["entry 100"]), await again.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task Append_OfTheLargestEntries_IsReadBackAsItWas()
    {
        var one = new string('\u4e00', LogLimits.MaxEntry);
        string[] many = [.. Enumerable.Range(0, 256).Select(i => $"{i:000} " + new string('a', (LogLimits.MaxAppend / 256) - 4))];
        await using (var log = await OpenAsync())
        {
            Assert.True(await log.AppendAsync(0, [one], Token));
            Assert.True(await log.AppendAsync(1, many, Token));
            await log.SnapshotAsync(1, [one, many[9]], Token);
            await log.TrimAsync(Token);
        }

        await using var again = await OpenAsync();
        Assert.Equal(new LogContent(new LogSnapshot(1, [one, many[9]]), many), await again.ReadAsync(0, Token), Same);
    }

    [Fact]
    public async Task WaitForChange_ManyWaiters_EachEndsAtItsRevision()
    {
        var logs = await OpenWritersAsync(2);
        var waiting = Enumerable.Range(0, 6).Select(i => logs[i % 2].WaitForChangeAsync((ulong)i, Token)).ToArray();

        Assert.True(await logs[0].AppendAsync(0, ["a", "b", "c"], Token));
        await Task.WhenAll(waiting[..3]).InTime();
        Assert.All(waiting[3..], w => Assert.False(w.IsCompleted));

        await logs[1].ReadAsync(0, Token);
        Assert.True(await logs[1].AppendAsync(3, ["d", "e", "f"], Token));
        await Task.WhenAll(waiting).InTime();
        foreach (var log in logs)
            await log.DisposeAsync();
    }

    [Fact]
    public async Task WaitForChange_BehindATrimmedLog_EndsAtOnce()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a", "b"], Token));
        await log.SnapshotAsync(2, ["two"], Token);
        await log.TrimAsync(Token);

        await log.WaitForChangeAsync(0, Token).InTime();
        await log.WaitForChangeAsync(1, Token).InTime();
        Assert.False(log.WaitForChangeAsync(2, Token).IsCompleted);
    }

    [Fact]
    public async Task Call_CancelledBefore_DoesNothing()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["a"], Token));
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.AppendAsync(1, ["b"], cancelled).InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.ReadAsync(0, cancelled).InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.SnapshotAsync(1, ["one"], cancelled).InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.TrimAsync(cancelled).InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.WaitForChangeAsync(1, cancelled).InTime());

        Assert.Equal(new LogContent(null, ["a"]), await log.ReadAsync(0, Token), Same);
        Assert.True(await log.AppendAsync(1, ["b"], Token));
    }

    [Fact]
    public async Task Log_HasANameForMessages()
    {
        await using var log = await OpenAsync();

        Assert.NotEmpty(log.Name);
    }

    /// <summary>Whether several may have the log open; one that is not shared refuses the second.</summary>
    protected abstract bool IsShared { get; }

    /// <summary>The same log each time it is called.</summary>
    protected abstract ILog Create();

    private static bool Same(LogContent one, LogContent other) =>
        one.Snapshot?.Revision == other.Snapshot?.Revision
        && (one.Snapshot?.Parts ?? []).SequenceEqual(other.Snapshot?.Parts ?? [])
        && one.Entries.SequenceEqual(other.Entries);

    /// <summary>Appends one after the other, each checked against what the log then is.</summary>
    /// <returns>How often another writer was first.</returns>
    private static async Task<int> AppendAllAsync(ILog log, string[] entries)
    {
        var (revision, lost) = (0UL, 0);
        foreach (var entry in entries)
        {
            while (!await log.AppendAsync(revision, [entry], Token))
            {
                lost++;
                revision += (ulong)(await log.ReadAsync(revision, Token)).Entries.Count;
            }

            revision++;
        }

        return lost;
    }

    private async Task<ILog> OpenAsync()
    {
        var log = Create();
        await log.OpenAsync(Token);
        return log;
    }

    /// <summary>Logs of several processes; of a log that is not shared, several users of one, who wait for each other's calls.</summary>
    private async Task<ILog[]> OpenWritersAsync(int count)
    {
        var logs = new ILog[count];
        logs[0] = await OpenAsync();
        var turns = new SemaphoreSlim(1);
        for (var i = 1; i < count; i++)
            logs[i] = IsShared ? await OpenAsync() : new TurnLog(logs[0], turns);
        if (!IsShared)
            logs[0] = new TurnLog(logs[0], turns);
        return logs;
    }
}
