namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>What the journal holds is unknown; no more may be written until it has been read anew.</summary>
public sealed class JournalBrokenException(string path, Exception inner)
    : Exception($"{path} could not be written: {inner.Message.TrimEnd('.')}; mend the disk and start again", inner);
