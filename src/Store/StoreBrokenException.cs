namespace SocketWarp.Store;

/// <summary>The content of the medium is unknown; nothing more may be written until it has been read again.</summary>
public sealed class StoreBrokenException(string store, string reason, Exception inner)
    : Exception($"{store} could not be written: {reason}; repair the disk and start again", inner);
