using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.Store.Import;

namespace SocketWarp.Store.Sqlite;

/// <summary>
/// A log in a SQLite database, for one process at a time: it holds the file's lock while it is open. The database is a WAL with synchronous=FULL,
/// so that a commit is one fsync; a crash of the system or a kill at any moment loses nothing that was committed.
/// </summary>
/// <param name="path">The file; its companion <c>-wal</c> stands beside it.</param>
/// <param name="journal">The journal that version 0.1 wrote in its place.</param>
public sealed partial class SqliteLog(string path, ILogger<SqliteLog> logger, JournalImport? journal = null) : ILog
{
    private readonly ChangeSignal _changed = new();
    private SqliteConnection? _database;
    private SqliteStatements? _statements;
    private ulong _revision;

    public string Name => path;

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            Open();
            return Task.CompletedTask;
        }
        catch (SqliteException exception) when (exception.IsInUse)
        {
            throw new StartupException($"{path} cannot be used: another process uses it; end that one or name another directory", exception);
        }
        catch (SqliteException exception) when (exception.IsDamage)
        {
            throw Damaged(exception.Reason, exception);
        }
        catch (SqliteException exception)
        {
            throw new StartupException($"{path} cannot be used: {exception.Reason}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    public Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
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
        cancellationToken.ThrowIfCancellationRequested();
        if (from > _revision)
            throw new StoreWentBackException(path, from, $"it is at {_revision}");
        if (from == _revision)
            return Task.FromResult(new LogContent(null, []));
        try
        {
            return Task.FromResult(_statements!.Read(from, _revision));
        }
        catch (SqliteException exception) when (exception.IsDamage)
        {
            throw Damaged(exception.Reason, exception);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{path} could not be read: {exception.Reason}", exception);
        }
    }

    public Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, _revision);
        Write(statements =>
        {
            if (revision >= statements.SnapshotRevision())
                statements.ReplaceSnapshot(revision, parts);
        });
        return Task.CompletedTask;
    }

    public Task TrimAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
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

    private void Open()
    {
        var imported = journal is { IsThere: true } ? journal.Read() : null;
        try
        {
            if (!File.Exists(path))
                SqliteFile.Create(path, imported?.Content);
            _database = SqliteFile.Open(path);
        }
        catch (StoreCorruptException exception)
        {
            throw Damaged(exception.Message, exception);
        }

        _statements = new SqliteStatements(_database);
        _revision = _statements.Revision();
        if (imported is not null)
            FinishImport(journal!, imported);
    }

    /// <summary>Continues where a process stopped while it made the database from the journal, or has just finished that.</summary>
    private void FinishImport(JournalImport from, ImportedJournal imported)
    {
        // Nothing is changed before the journal has its other name: a database that says something else was not made of it.
        if (_revision != imported.Revision || !SameAs(imported.Content))
            throw new StartupException($"both {path} and {from.Path} hold a store: move away the one that is not wanted");
        var kept = from.Keep();
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
        if (imported.TornBytes > 0)
            Log.TornTail(logger, kept, imported.TornBytes);
        Log.Imported(logger, imported.Records, imported.Revision, from.Path, kept);
    }

    private bool SameAs(LogContent content)
    {
        var snapshot = _statements!.Snapshot();
        return snapshot.Revision == content.Snapshot!.Revision
            && snapshot.Parts.SequenceEqual(content.Snapshot.Parts)
            && _statements.Entries(snapshot.Revision).SequenceEqual(content.Entries);
    }

    private void Write(Action<SqliteStatements> write)
    {
        try
        {
            _statements!.InTransaction(write);
        }
        catch (SqliteException exception) when (exception.IsFsync || exception.IsDamage)
        {
            SqliteFile.Keep(_database!, true);
            throw new StoreBrokenException(path, exception.Reason, exception);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{path} could not be written: {exception.Reason}", exception);
        }
    }

    private StoreCorruptException Damaged(string fault, Exception? inner = null) => StoreCorruptException.Of(this, fault, inner);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "{Records} records up to revision {Revision} read from {Journal}, a journal of version 0.1, which is {Kept} now",
            EventName = "JournalImported"
        )]
        public static partial void Imported(ILogger logger, int records, ulong revision, string journal, string kept);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "The last {Bytes} bytes of {Path} are an unfinished write of a process that was killed; they were never acknowledged and are left out",
            EventName = "JournalTornTail"
        )]
        public static partial void TornTail(ILogger logger, string path, int bytes);
    }
}
