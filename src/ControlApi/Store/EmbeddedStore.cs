using SocketWarp.Base.State;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Store;
using SocketWarp.Store.Import;
using SocketWarp.Store.Sqlite;

namespace SocketWarp.ControlApi.Store;

/// <summary>The store of a single ControlApi: a SQLite database in its state directory.</summary>
internal static class EmbeddedStore
{
    public const string FileName = "assignments.db";

    /// <summary>What version 0.1 had in its place.</summary>
    public const string JournalName = "assignments.journal";

    public static ILog Log(StateDirectory directory, ILoggerFactory loggers) =>
        new SqliteLog(
            directory.File(FileName),
            loggers.CreateLogger<SqliteLog>(),
            JournalImport.Of<AssignmentTable, AssignmentRecord>(directory.File(JournalName))
        );
}
