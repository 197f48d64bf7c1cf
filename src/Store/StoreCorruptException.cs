using SocketWarp.ServiceDefaults;

namespace SocketWarp.Store;

/// <summary>The store is damaged where no crash can have damaged it: starting would lose what was acknowledged.</summary>
public sealed class StoreCorruptException(string message, Exception? inner = null) : StartupException(message, inner);
