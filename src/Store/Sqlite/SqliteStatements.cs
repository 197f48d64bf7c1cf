using Microsoft.Data.Sqlite;

namespace SocketWarp.Store.Sqlite;

/// <summary>The statements of a log, prepared once.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteConnection _database;
    private readonly SqliteCommand _append;
    private readonly SqliteCommand _addPart;

    public SqliteStatements(SqliteConnection database)
    {
        _database = database;
        _append = Create("INSERT INTO log VALUES ($revision, $entry)", ("$revision", SqliteType.Integer), ("$entry", SqliteType.Text));
        _addPart = Create(
            "INSERT INTO snapshot VALUES ($position, $revision, $part)",
            ("$position", SqliteType.Integer),
            ("$revision", SqliteType.Integer),
            ("$part", SqliteType.Text)
        );
    }

    /// <summary>Runs all of it or nothing, durable when it returns.</summary>
    public void InTransaction(Action<SqliteStatements> write)
    {
        using var transaction = _database.BeginTransaction();
        _append.Transaction = _addPart.Transaction = transaction;
        write(this);
        transaction.Commit();
    }

    public void Append(ulong revision, string entry)
    {
        _append.Parameters[0].Value = (long)revision;
        _append.Parameters[1].Value = entry;
        _append.ExecuteNonQuery();
    }

    public void ReplaceSnapshot(ulong revision, IReadOnlyList<string> parts)
    {
        Execute("DELETE FROM snapshot");
        for (var i = 0; i < Math.Max(parts.Count, 1); i++)
        {
            _addPart.Parameters[0].Value = (long)i;
            _addPart.Parameters[1].Value = (long)revision;
            // A snapshot of nothing still says its revision.
            _addPart.Parameters[2].Value = i < parts.Count ? parts[i] : "";
            _addPart.ExecuteNonQuery();
        }
    }

    /// <summary>What brings a reader of revision <paramref name="from"/> to <paramref name="to"/>.</summary>
    public LogContent Read(ulong from, ulong to)
    {
        var entries = Entries(from);
        // Without a gap behind the reader the entries alone bring it there.
        if ((ulong)entries.Count == to - from)
            return new LogContent(null, entries);
        var snapshot = Snapshot();
        return new LogContent(snapshot, Entries(snapshot.Revision));
    }

    public ulong Revision() => (ulong)_database.Scalar<long>("SELECT max(coalesce((SELECT max(revision) FROM log), 0), (SELECT max(revision) FROM snapshot))");

    public ulong SnapshotRevision() => (ulong)_database.Scalar<long>("SELECT max(revision) FROM snapshot");

    public void Trim() => Execute("DELETE FROM log WHERE revision <= (SELECT max(revision) FROM snapshot)");

    public IReadOnlyList<string> Entries(ulong after)
    {
        using var command = _database.CreateCommand();
        command.CommandText = "SELECT entry FROM log WHERE revision > $after ORDER BY revision";
        command.Parameters.AddWithValue("$after", (long)after);
        using var rows = command.ExecuteReader();
        var entries = new List<string>();
        while (rows.Read())
            entries.Add(rows.GetString(0));
        return entries;
    }

    public LogSnapshot Snapshot()
    {
        using var command = _database.CreateCommand();
        command.CommandText = "SELECT revision, part FROM snapshot ORDER BY position";
        using var rows = command.ExecuteReader();
        var revision = 0UL;
        var parts = new List<string>();
        while (rows.Read())
        {
            revision = (ulong)rows.GetInt64(0);
            if (rows.GetString(1) is { Length: > 0 } part)
                parts.Add(part);
        }

        return new LogSnapshot(revision, parts);
    }

    public void Dispose()
    {
        _append.Dispose();
        _addPart.Dispose();
    }

    private SqliteCommand Create(string sql, params (string Name, SqliteType Type)[] parameters)
    {
        var command = _database.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
            command.Parameters.Add(name, type);
        command.Prepare();
        return command;
    }

    private void Execute(string sql)
    {
        using var command = _database.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _append.Transaction;
        command.ExecuteNonQuery();
    }
}
