namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>The medium failed; the change was not made.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
