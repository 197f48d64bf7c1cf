using SocketWarp.ServiceDefaults;

namespace SocketWarp.ControlApi.Store.Journal;

/// <summary>The journal is damaged where no crash can have damaged it: starting would lose what was acknowledged.</summary>
internal sealed class JournalCorruptException(string message, Exception? inner = null) : StartupException(message, inner);
