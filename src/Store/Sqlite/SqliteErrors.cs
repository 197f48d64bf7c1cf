namespace SocketWarp.Store.Sqlite;

/// <summary>Result codes of SQLite (sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    public const int Corrupt = 11;
    public const int NotADatabase = 26;

    /// <summary>SQLITE_IOERR_FSYNC.</summary>
    public const int FsyncFailed = 1034;
}
