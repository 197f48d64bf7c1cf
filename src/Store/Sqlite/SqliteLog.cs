using Microsoft.Data.Sqlite;
using SocketWarp.ServiceDefaults;
using SocketWarp.ServiceDefaults.State;
using SocketWarp.Store.Import;

namespace SocketWarp.Store.Sqlite;

/// <summary>
/// A log in a SQLite database, for one process at a time: the caller holds the lock of its directory. It is a WAL with synchronous=FULL,
/// so that a commit is one fsync; the system's crash or a kill at any moment loses nothing that was committed.
/// </summary>
/// <param name="path">The file; its companions <c>-wal</c> and <c>-shm</c> stand beside it.</param>
/// <param name="journal">The journal that version 0.1 wrote in its place: read once, then kept under another name.</param>
public sealed class SqliteLog(string path, string? journal = null) : ILog
{
    /// <summary>Of the tables below; stands in the file as <c>user_version</c>.</summary>
    private const int Format = 1;

    private const string Schema = """
        CREATE TABLE log (revision INTEGER PRIMARY KEY, entry TEXT NOT NULL);
        CREATE TABLE snapshot (position INTEGER PRIMARY KEY, revision INTEGER NOT NULL, part TEXT NOT NULL);
        INSERT INTO snapshot VALUES (0, 0, '');
        PRAGMA user_version = 1;
        """;

    private readonly ChangeSignal _changed = new();
    private SqliteConnection? _database;
    private SqliteStatements? _statements;
    private ulong _revision;

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            PrivateFiles.Create(path);
            _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _database.Open();
            Prepare();
            if (journal is not null && File.Exists(journal))
                Import(journal);
            return Task.CompletedTask;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SqliteErrors.Corrupt or SqliteErrors.NotADatabase)
        {
            throw Damaged(exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StartupException($"{path} cannot be used: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    public Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        if (expected != _revision)
            return Task.FromResult(false);
        Write(statements =>
        {
            for (var i = 0; i < entries.Count; i++)
                statements.Append(expected + (ulong)i + 1, entries[i]);
        });
        Volatile.Write(ref _revision, expected + (ulong)entries.Count);
        _changed.Set();
        return Task.FromResult(true);
    }

    public Task<LogContent> ReadAsync(ulong from, CancellationToken cancellationToken)
    {
        if (from == _revision)
            return Task.FromResult(new LogContent(null, []));
        try
        {
            var entries = _statements!.Entries(from);
            // Without a gap behind the reader the entries alone bring it there.
            var snapshot = (ulong)entries.Count == _revision - from ? null : _statements.Snapshot();
            return Task.FromResult(new LogContent(snapshot, snapshot is null ? entries : _statements.Entries(snapshot.Revision)));
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SqliteErrors.Corrupt or SqliteErrors.NotADatabase)
        {
            throw Damaged(exception.Message, exception);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{path} could not be read: {exception.Message}", exception);
        }
    }

    public Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, _revision);
        Write(statements => statements.ReplaceSnapshot(revision, parts));
        return Task.CompletedTask;
    }

    public Task TrimAsync(CancellationToken cancellationToken)
    {
        Write(statements => statements.Trim());
        return Task.CompletedTask;
    }

    public async Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken)
    {
        for (var next = _changed.Next; Volatile.Read(ref _revision) <= after; next = _changed.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Prepare()
    {
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        var format = Number("PRAGMA user_version");
        if (format > Format)
            throw new StoreCorruptException($"{path} was written by a later version (format {format}): this one reads format {Format}; start that version again");
        if (format == 0)
            Execute($"BEGIN; {Schema} COMMIT");
        else if (Text("PRAGMA quick_check(1)") is var fault and not "ok")
            throw Damaged(fault);
        _statements = new SqliteStatements(_database!);
        _revision = (ulong)Math.Max(Number("SELECT coalesce(max(revision), 0) FROM log"), Number("SELECT max(revision) FROM snapshot"));
    }

    private void Import(string from)
    {
        var (snapshot, entries) = JournalFile.Read(from);
        var revision = snapshot!.Revision + (ulong)entries.Count;
        if (_revision == 0)
        {
            _statements!.InTransaction(statements =>
            {
                statements.ReplaceSnapshot(snapshot.Revision, snapshot.Parts);
                for (var i = 0; i < entries.Count; i++)
                    statements.Append(snapshot.Revision + (ulong)i + 1, entries[i]);
            });
            _revision = revision;
        }
        else if (_revision != revision)
        {
            throw new StartupException($"both {path} and {from} hold a store: move away the one that is not wanted");
        }

        File.Move(from, from + ".imported");
    }

    private void Write(Action<SqliteStatements> write)
    {
        try
        {
            _statements!.InTransaction(write);
        }
        catch (SqliteException exception) when (exception.SqliteExtendedErrorCode == SqliteErrors.FsyncFailed)
        {
            // The system may have dropped the pages that it could not write: a second fsync would succeed and lie.
            throw new StoreBrokenException(path, exception);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{path} could not be written: {exception.Message}", exception);
        }
    }

    private StoreCorruptException Damaged(string fault, Exception? inner = null) =>
        new($"{path} is damaged: {fault}; put back a copy of the file, or move it and its companions away to start empty", inner);

    private void Execute(string sql)
    {
        using var command = _database!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Number(string sql) => (long)Scalar(sql);

    private string Text(string sql) => (string)Scalar(sql);

    private object Scalar(string sql)
    {
        using var command = _database!.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
