namespace SocketWarp.ControlApi.Store;

/// <summary>The medium failed; the change was not made.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
