using Microsoft.Data.Sqlite;

namespace SocketWarp.Store.Sqlite;

/// <summary>Meanings of SQLite's result codes (sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const int FsyncFailed = 1034;
    private const int DirectoryFsyncFailed = 1290;

    extension(SqliteException exception)
    {
        /// <summary>The file is damaged, or is no database.</summary>
        public bool IsDamage => exception.SqliteErrorCode is Corrupt or NotADatabase;

        /// <summary>Another connection has the file.</summary>
        public bool IsInUse => exception.SqliteErrorCode is Busy;

        /// <summary>The system may have dropped what it could not write: a second attempt would succeed and lie.</summary>
        public bool IsFsync => exception.SqliteExtendedErrorCode is FsyncFailed or DirectoryFsyncFailed;

        /// <summary>The reason alone, without the code's number and the library's frame around it.</summary>
        public string Reason => exception.Message.Split('\'') is [_, var reason, ..] ? reason.TrimEnd('.') : exception.Message.TrimEnd('.');
    }
}
