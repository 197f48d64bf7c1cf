using SocketWarp.ServiceDefaults;
using SocketWarp.Store.Sqlite;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Sqlite;

public sealed class SqliteLogTests : LogConformance, IDisposable
{
    private readonly TestDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _directory.File("log.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Files_AreReadableByTheirOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");
        await using var log = Create();
        await log.OpenAsync(Token);
        Assert.True(await log.AppendAsync(0, ["secret"], Token));

        Assert.All(Directory.GetFiles(_directory.Path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
        Assert.NotEmpty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task File_ThatOthersMayRead_IsTakenFromThem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");
        await File.WriteAllBytesAsync(Path, [], Token);
        MakeReadable(Path);

        await using var log = Create();
        await log.OpenAsync(Token);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Path));
    }

    [Fact]
    public async Task File_ThatIsNoDatabase_IsRefusedAndKept()
    {
        var content = new byte[8192];
        Random.Shared.NextBytes(content);
        await File.WriteAllBytesAsync(Path, content, Token);

        await using (var log = Create())
        {
            var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => log.OpenAsync(Token));
            Assert.Contains($"{Path} is damaged: ", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(content, await File.ReadAllBytesAsync(Path, Token));
    }

    [Fact]
    public async Task File_OfALaterFormat_IsRefusedByName()
    {
        await using (var log = Create())
            await log.OpenAsync(Token);
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            await database.OpenAsync(Token);
            var command = database.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7";
            await command.ExecuteNonQueryAsync(Token);
        }

        await using var again = Create();
        var failure = await Assert.ThrowsAsync<StoreCorruptException>(() => again.OpenAsync(Token));
        Assert.Contains("format 7", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_Missing_IsNamed()
    {
        await using var log = new SqliteLog(_directory.File("missing/log.db"));

        var failure = await Assert.ThrowsAsync<StartupException>(() => log.OpenAsync(Token));
        Assert.Contains("log.db cannot be used: ", failure.Message, StringComparison.Ordinal);
    }

    protected override ILog Create() => new SqliteLog(Path);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static UnixFileMode ModeOf(string file) => File.GetUnixFileMode(file);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void MakeReadable(string file) => File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
}
