using SocketWarp.Base.State;
using SocketWarp.Store;
using SocketWarp.Store.Import;
using SocketWarp.Store.Sqlite;

namespace SocketWarp.ScepServer.Clients;

/// <summary>The store of the ScepServer: a SQLite database in its state directory.</summary>
internal static class EmbeddedRegistry
{
    public const string FileName = "clients.db";

    /// <summary>What version 0.1 had in its place.</summary>
    public const string JournalName = "clients.journal";

    public static ILog Log(StateDirectory directory, ILoggerFactory loggers) =>
        new SqliteLog(directory.File(FileName), loggers.CreateLogger<SqliteLog>(), JournalImport.Of<ClientTable, ClientRecord>(directory.File(JournalName)));
}
