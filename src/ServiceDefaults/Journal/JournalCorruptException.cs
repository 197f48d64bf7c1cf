namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>The journal is damaged where no crash can have damaged it: starting would lose what was acknowledged.</summary>
public sealed class JournalCorruptException(string message, Exception? inner = null) : StartupException(message, inner);
