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

    /// <summary>The same log each time it is called.</summary>
    protected abstract ILog Create();

    private static bool Same(LogContent one, LogContent other) =>
        one.Snapshot?.Revision == other.Snapshot?.Revision && (one.Snapshot?.Parts ?? []).SequenceEqual(other.Snapshot?.Parts ?? []) && one.Entries.SequenceEqual(other.Entries);

    private async Task<ILog> OpenAsync()
    {
        var log = Create();
        await log.OpenAsync(Token);
        return log;
    }
}
