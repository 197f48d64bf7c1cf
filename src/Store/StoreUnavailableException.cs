using SocketWarp.Base;

namespace SocketWarp.Store;

/// <summary>The medium failed; the change was not made.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : UnavailableException(message, inner);
