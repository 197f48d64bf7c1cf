using Microsoft.Data.Sqlite;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SQLitePCL;

namespace SocketWarp.Store.Sqlite;

/// <summary>The database file: how it is made, opened, and told from one that is damaged.</summary>
internal static class SqliteFile
{
    /// <summary>The tables below; stands in the file as <c>user_version</c>.</summary>
    private const int Format = 2;

    /// <summary>Its records have no answers to requests with a key; all else is the same.</summary>
    private const int FormatWithoutAnswers = 1;

    private static readonly string Schema = $"""
        CREATE TABLE log (revision INTEGER PRIMARY KEY, entry TEXT NOT NULL);
        CREATE TABLE snapshot (position INTEGER PRIMARY KEY, revision INTEGER NOT NULL, part TEXT NOT NULL);
        INSERT INTO snapshot VALUES (0, 0, '');
        PRAGMA user_version = {Format};
        """;

    /// <summary>
    /// Makes a database beside its place and names it once it is whole: what has the name was complete once, so that an empty file is damage.
    /// </summary>
    /// <param name="content">What it holds from the beginning.</param>
    public static void Create(string path, LogContent? content)
    {
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
            throw new StoreCorruptException("it is missing, and its companion -wal is there");
        var beside = path + ".new";
        foreach (var file in WithCompanions(beside))
            File.Delete(file);
        PrivateFiles.Create(beside);
        using (var database = Connect(beside))
        {
            // The default journal mode: it leaves one file, synced when the transaction is done.
            database.Execute("PRAGMA synchronous = FULL");
            database.Execute($"BEGIN; {Schema} COMMIT");
            if (content is { Snapshot: { } snapshot })
            {
                using var statements = new SqliteStatements(database);
                statements.InTransaction(s =>
                {
                    s.ReplaceSnapshot(snapshot.Revision, snapshot.Parts);
                    for (var i = 0; i < content.Entries.Count; i++)
                        s.Append(snapshot.Revision + (ulong)i + 1, content.Entries[i]);
                });
            }
        }

        File.Move(beside, path);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Opens a database for this connection alone, and checks it. A damaged one is left as it is, its WAL included.</summary>
    public static SqliteConnection Open(string path)
    {
        if (new FileInfo(path).Length == 0)
            throw new StoreCorruptException("it is empty");
        foreach (var file in WithCompanions(path).Where(File.Exists))
            PrivateFiles.Protect(file);
        var database = Connect(path);
        try
        {
            Keep(database, true);
            // Held until the end, and without the shared memory file that a lock for each access would need.
            database.Execute("PRAGMA locking_mode = EXCLUSIVE");
            Check(database);
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            // On macOS, fsync alone leaves data in the drive's cache.
            database.Execute("PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1");
            // Takes the lock now, not with the first change.
            database.Execute("BEGIN IMMEDIATE; COMMIT");
            // Version 0.2 would take a record with an answer for damage; so it says that a later version wrote it.
            if (database.Scalar<long>("PRAGMA user_version") < Format)
                database.Execute($"PRAGMA user_version = {Format}");
            Keep(database, false);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the WAL as it is when the connection is closed, instead of moving its content into the database.</summary>
    public static void Keep(SqliteConnection database, bool keep) =>
        raw.sqlite3_db_config(database.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, out _);

    public static void Execute(this SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static T Scalar<T>(this SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    private static void Check(SqliteConnection database)
    {
        var format = database.Scalar<long>("PRAGMA user_version");
        if (format > Format)
            throw new StartupException(
                $"{database.DataSource} was written by a later version (format {format}, this one reads format {Format}): start that version again"
            );
        if (format < FormatWithoutAnswers)
            throw new StoreCorruptException("it is a database, and no store of SocketWarp");
        if (database.Scalar<string>("PRAGMA quick_check(1)") is var fault and not "ok")
            throw new StoreCorruptException(fault.ReplaceLineEndings(" "));
    }

    private static SqliteConnection Connect(string path)
    {
        // Seconds that a statement waits for a lock: a process that has the file keeps it to its end.
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString();
        var database = new SqliteConnection(text);
        try
        {
            database.Open();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> WithCompanions(string path) => [path, path + "-wal", path + "-shm", path + "-journal"];
}
