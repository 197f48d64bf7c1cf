namespace SocketWarp.Store.Import;

/// <summary>What a journal of version 0.1 held.</summary>
/// <param name="Revision">The revision after all of it.</param>
/// <param name="TornBytes">Length of the write at its end that a crash cut.</param>
internal sealed record ImportedJournal(LogContent Content, ulong Revision, int TornBytes)
{
    public int Records => Content.Entries.Count + Content.Snapshot!.Parts.Sum(p => p.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
}
