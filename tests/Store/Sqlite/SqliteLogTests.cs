using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base;
using SocketWarp.Store.Sqlite;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Sqlite;

public sealed class SqliteLogTests : LogConformance, IDisposable
{
    private readonly TestDirectory _directory = new();

    protected override bool IsShared => false;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => _directory.File("log.db");

    private string Wal => _directory.File("log.db-wal");

    public void Dispose() => _directory.Dispose();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_AreReadableByTheirOwnerOnly()
    {
        await using var log = await OpenAsync();
        Assert.True(await log.AppendAsync(0, ["secret"], Token));

        // No -shm: a process that has the file alone does not need one.
        Assert.Equal([Database, Wal], Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(_directory.Path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_OfAKilledProcessThatOthersMayRead_AreTakenFromThem()
    {
        using var copy = await CopyOfARunningLogAsync(5);
        foreach (var file in Directory.GetFiles(copy.Path).Append(copy.File("log.db-shm")))
        {
            await File.AppendAllBytesAsync(file, [], Token);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        await using var log = await OpenAsync(copy.File("log.db"));

        Assert.Equal(5, (await log.ReadAsync(0, Token)).Entries.Count);
        Assert.Equal(3, Directory.GetFiles(copy.Path).Length);
        Assert.All(Directory.GetFiles(copy.Path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Log_KilledInTheMiddleOfAnyWrite_HasAllBeforeIt()
    {
        using var whole = await CopyOfARunningLogAsync(6);
        var wal = await File.ReadAllBytesAsync(whole.File("log.db-wal"), Token);
        var last = 0;
        for (var length = 0; length <= wal.Length; length = length == wal.Length ? length + 1 : Math.Min(length + 1031, wal.Length))
        {
            using var torn = new TestDirectory();
            File.Copy(whole.File("log.db"), torn.File("log.db"));
            await File.WriteAllBytesAsync(torn.File("log.db-wal"), wal[..length], Token);

            await using var log = await OpenAsync(torn.File("log.db"));
            var entries = (await log.ReadAsync(0, Token)).Entries;

            Assert.Equal(Enumerable.Range(0, entries.Count).Select(i => $"entry {i}"), entries);
            Assert.InRange(entries.Count, last, 6);
            last = entries.Count;
            Assert.True(await log.AppendAsync((ulong)last, ["next"], Token));
        }

        Assert.Equal(6, last);
    }

    [Fact]
    public async Task Log_SnapshotAndTrimmedAgainAndAgain_StaysSmall()
    {
        await using var log = await OpenAsync();
        var largest = 0L;
        for (var revision = 0UL; revision < 3000; revision++)
        {
            Assert.True(await log.AppendAsync(revision, [new string('x', 1000)], Token));
            if (revision % 200 != 199)
                continue;
            await log.SnapshotAsync(revision + 1, [new string('s', 10_000)], Token);
            await log.TrimAsync(Token);
            largest = Directory.GetFiles(_directory.Path).Sum(f => new FileInfo(f).Length);
        }

        // Three megabytes were written; a WAL has four before it begins again.
        Assert.InRange(largest, 1, 6 * 1024 * 1024);
        Assert.InRange(new FileInfo(Database).Length, 1, 1024 * 1024);
    }

    [Fact]
    public async Task File_ThatIsNoDatabase_IsRefusedAndKept()
    {
        var content = new byte[8192];
        Random.Shared.NextBytes(content);
        await File.WriteAllBytesAsync(Database, content, Token);

        await AssertDamagedAsync("not a database");
    }

    [Fact]
    public async Task File_ThatIsEmpty_IsRefusedAndKept()
    {
        await File.WriteAllBytesAsync(Database, [], Token);

        await AssertDamagedAsync("it is empty");
    }

    [Fact]
    public async Task File_OfAnotherProgram_IsRefusedAndKept()
    {
        Sql(Database, "CREATE TABLE other (x)");

        await AssertDamagedAsync("no store of SocketWarp");
    }

    [Fact]
    public async Task File_GoneWhileItsWalIsThere_IsRefusedAndKept()
    {
        using (var copy = await CopyOfARunningLogAsync(3))
            File.Copy(copy.File("log.db-wal"), Wal);
        File.Delete(Database);

        await AssertDamagedAsync("it is missing");
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.7)]
    public async Task File_WithAPageOverwritten_IsRefusedAndKept(double where)
    {
        await using (var log = await OpenAsync())
        {
            for (var i = 0UL; i < 200; i++)
                Assert.True(await log.AppendAsync(i, [$"{i} {new string('x', 500)}"], Token));
        }

        const int page = 4096;
        var content = await File.ReadAllBytesAsync(Database, Token);
        content.AsSpan((int)(content.Length / page * where) * page, page).Fill(0xEE);
        await File.WriteAllBytesAsync(Database, content, Token);

        await AssertDamagedAsync("");
    }

    [Fact]
    public async Task File_DamagedWithAWalBesideIt_IsRefusedAndBothAreKept()
    {
        await using (var log = await OpenAsync())
        {
            for (var i = 0UL; i < 200; i++)
                Assert.True(await log.AppendAsync(i, [$"{i} {new string('x', 500)}"], Token));
        }

        using var copy = new TestDirectory();
        await using (var log = await OpenAsync())
        {
            Assert.True(await log.AppendAsync(200, ["last"], Token));
            Copy(_directory, copy);
        }

        Copy(copy, _directory);
        var content = await File.ReadAllBytesAsync(Database, Token);
        content.AsSpan(content.Length / 2 / 4096 * 4096, 4096).Fill(0xEE);
        await File.WriteAllBytesAsync(Database, content, Token);
        Assert.NotEqual(0, new FileInfo(Wal).Length);

        await AssertDamagedAsync("");
    }

    [Fact]
    public async Task File_OfVersion02_IsReadAndSaysThenThatThisOneWroteIt()
    {
        await using (var log = await OpenAsync())
            Assert.True(await log.AppendAsync(0, ["a"], Token));
        Sql(Database, "PRAGMA user_version = 1");

        await using (var again = await OpenAsync())
            Assert.Equal(["a"], (await again.ReadAsync(0, Token)).Entries);

        await using var database = new SqliteConnection($"Data Source={Database};Pooling=False");
        await database.OpenAsync(Token);
        Assert.Equal(2L, database.Scalar<long>("PRAGMA user_version"));
    }

    [Fact]
    public async Task File_OfALaterVersion_IsRefusedByNameAndKept()
    {
        await using (await OpenAsync()) { }

        Sql(Database, "PRAGMA user_version = 7");
        var before = await File.ReadAllBytesAsync(Database, Token);

        await using (var again = Create())
        {
            var failure = await Assert.ThrowsAsync<StartupException>(() => again.OpenAsync(Token));
            Assert.Contains("log.db was written by a later version (format 7", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Database, Token));
    }

    [Fact]
    public async Task FirstOpen_KilledBefore_IsMadeAgain()
    {
        await File.WriteAllBytesAsync(Database + ".new", new byte[100], Token);
        await File.WriteAllBytesAsync(Database + ".new-journal", new byte[100], Token);

        await using var log = await OpenAsync();

        Assert.True(await log.AppendAsync(0, ["a"], Token));
        Assert.DoesNotContain(Directory.GetFiles(_directory.Path), f => f.Contains(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Folder_Missing_IsNamed()
    {
        await using var log = new SqliteLog(_directory.File("missing/log.db"), NullLogger<SqliteLog>.Instance);

        var failure = await Assert.ThrowsAsync<StartupException>(() => log.OpenAsync(Token));
        Assert.Contains("log.db cannot be used: ", failure.Message, StringComparison.Ordinal);
    }

    protected override ILog Create() => new SqliteLog(Database, NullLogger<SqliteLog>.Instance);

    private static void Sql(string path, string sql)
    {
        using var database = new SqliteConnection($"Data Source={path};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Copy(TestDirectory from, TestDirectory to)
    {
        foreach (var file in Directory.GetFiles(from.Path))
            File.Copy(file, to.File(Path.GetFileName(file)), overwrite: true);
    }

    private Task<SqliteLog> OpenAsync() => OpenAsync(Database);

    private static async Task<SqliteLog> OpenAsync(string path)
    {
        var log = new SqliteLog(path, NullLogger<SqliteLog>.Instance);
        await log.OpenAsync(Token);
        return log;
    }

    /// <summary>The files as a process leaves them that is killed.</summary>
    private async Task<TestDirectory> CopyOfARunningLogAsync(int entries)
    {
        var copy = new TestDirectory();
        await using var log = await OpenAsync();
        for (var i = 0; i < entries; i++)
            Assert.True(await log.AppendAsync((ulong)i, [$"entry {i}"], Token));
        Copy(_directory, copy);
        return copy;
    }

    private async Task AssertDamagedAsync(string fault)
    {
        var before = Directory.GetFiles(_directory.Path).ToDictionary(f => f, File.ReadAllBytes);
        await using (var log = Create())
        {
            var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => log.OpenAsync(Token));
            Assert.StartsWith($"{Database} is damaged: ", failure.Message, StringComparison.Ordinal);
            Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
        }

        // SQLite may leave an empty WAL behind.
        Assert.All(Directory.GetFiles(_directory.Path).Except(before.Keys), file => Assert.Equal(0, new FileInfo(file).Length));
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }
}
