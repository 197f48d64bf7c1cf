using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Store.Import;
using SocketWarp.Store.Sqlite;
using SocketWarp.Store.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Import;

/// <summary>A database that takes over from a journal of version 0.1.</summary>
public sealed class JournalImportTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly LineLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => _directory.File("words.db");

    private string Journal => _directory.File("words.journal");

    private string Kept => Journal + ".imported";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Journal_IsReadOnceAndKept()
    {
        var journal = OldJournal.Of(["a", "b"], "c", "d");
        await File.WriteAllBytesAsync(Journal, journal, Token);

        await AssertHasAsync(["a", "b", "c", "d"]);

        Assert.False(File.Exists(Journal));
        Assert.Equal(journal, await File.ReadAllBytesAsync(Kept, Token));
        Assert.Contains($"Information 4 records up to revision 4 read from {Journal}, a journal of version 0.1, which is {Kept} now", _log.Lines);
        _log.Lines.Clear();
        await AssertHasAsync(["a", "b", "c", "d"]);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Journal_ThatOthersMayRead_IsKeptForItsOwnerOnly()
    {
        await File.WriteAllBytesAsync(Journal, OldJournal.Of([], "a"), Token);
        File.SetUnixFileMode(Journal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await AssertHasAsync(["a"]);

        Assert.All([Kept, Database], file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Journal_WithATornTail_IsReadUpToItWithAWarning()
    {
        var journal = OldJournal.Of([], "a", "b");
        await File.WriteAllBytesAsync(Journal, journal[..^5], Token);

        await AssertHasAsync(["a"]);

        Assert.Contains(
            _log.Lines,
            l =>
                l.StartsWith(
                    $"Warning The last {journal.Length - OldJournal.Of([], "a").Length - 5} bytes of {Kept} are an unfinished write",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(journal[..^5], await File.ReadAllBytesAsync(Kept, Token));
    }

    [Theory]
    [InlineData("in the middle")]
    [InlineData("revision missing")]
    [InlineData("unknown record")]
    [InlineData("line ends")]
    public async Task Journal_Damaged_IsRefusedAndLeft(string damage)
    {
        var journal = OldJournal.Of([], "a", "b", "c");
        switch (damage)
        {
            case "in the middle":
                journal[journal.Length / 2] ^= 1;
                break;
            case "revision missing":
                journal = [.. OldJournal.Of([], "a"), .. OldJournal.Frame(OldJournal.Record(3, "c") + "\n")];
                break;
            case "unknown record":
                journal = [.. OldJournal.Of([], "a"), .. OldJournal.Frame("""{"Revision":2,"Colour":"red"}""" + "\n")];
                break;
            default:
                journal = [.. journal.SelectMany(b => b == '\n' ? "\r\n"u8.ToArray() : [b])];
                break;
        }

        await File.WriteAllBytesAsync(Journal, journal, Token);

        var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => AssertHasAsync([]));

        Assert.StartsWith($"{Journal} is damaged: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(journal, await File.ReadAllBytesAsync(Journal, Token));
        Assert.Equal([Journal], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Import_KilledWhileTheDatabaseIsMade_BeginsAgain()
    {
        await File.WriteAllBytesAsync(Journal, OldJournal.Of(["a"], "b"), Token);
        await File.WriteAllBytesAsync(Database + ".new", new byte[5000], Token);
        await File.WriteAllBytesAsync(Database + ".new-journal", new byte[500], Token);

        await AssertHasAsync(["a", "b"]);

        Assert.True(File.Exists(Kept));
    }

    [Fact]
    public async Task Import_KilledBeforeTheJournalIsPutAway_GoesOn()
    {
        await File.WriteAllBytesAsync(Journal, OldJournal.Of(["a"], "b"), Token);
        await AssertHasAsync(["a", "b"]);
        File.Move(Kept, Journal);

        await AssertHasAsync(["a", "b"]);

        Assert.True(File.Exists(Kept));
        Assert.False(File.Exists(Journal));
    }

    [Fact]
    public async Task Import_JournalBesideADatabaseThatWentOn_IsRefusedAndBothAreLeft()
    {
        await File.WriteAllBytesAsync(Journal, OldJournal.Of(["a"], "b"), Token);
        await AssertHasAsync(["a", "b"]);
        File.Move(Kept, Journal);
        await File.WriteAllBytesAsync(Journal, OldJournal.Of(["a"], "x"), Token);

        var failure = await Assert.ThrowsAsync<StartupException>(() => AssertHasAsync([]));

        Assert.Equal($"both {Database} and {Journal} hold a store: move away the one that is not wanted", failure.Message);
        Assert.True(File.Exists(Journal));
    }

    [Fact]
    public async Task Journal_OfASecondImport_ReplacesNoneThatWasKept()
    {
        await File.WriteAllBytesAsync(Journal, OldJournal.Of([], "a"), Token);
        await AssertHasAsync(["a"]);
        File.Delete(Database);
        await File.WriteAllBytesAsync(Journal, OldJournal.Of([], "b"), Token);

        await AssertHasAsync(["b"]);

        Assert.Equal(OldJournal.Of([], "a"), await File.ReadAllBytesAsync(Kept, Token));
        Assert.Equal(OldJournal.Of([], "b"), await File.ReadAllBytesAsync(Kept + "-2", Token));
    }

    private async Task AssertHasAsync(string[] words)
    {
        await using var log = new SqliteLog(Database, _log, JournalImport.Of<WordTable, WordRecord>(Journal));
        await log.OpenAsync(Token);
        var table = TableText<WordTable, WordRecord>.Apply(WordTable.StartAt(0), await log.ReadAsync(0, Token));
        Assert.Equal(words, table.Words);
        Assert.Equal((ulong)words.Length, table.Revision);
    }

    private sealed class LineLog : ILogger<SqliteLog>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");
    }
}
