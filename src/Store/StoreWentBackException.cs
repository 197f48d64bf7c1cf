namespace SocketWarp.Store;

/// <summary>
/// The log no longer has what this reader has seen of it: its medium came back older than it was, or empty. Nothing is written on top of that before
/// somebody decides which state holds.
/// </summary>
public sealed class StoreWentBackException(string store, ulong seen, string now)
    : StoreUnavailableException(
        $"{store} went back: it was at revision {seen} when it was read last, and now {now}; changes are refused: take a backup of what this "
            + "process has, start it again, and restore the backup that holds what you want"
    );
